// The bot in Azure: two hosts on App Service, PostgreSQL, a vault, Azure Bot with the Teams channel, and an alarm.
//
// App Service and not Container Apps: the worker must run all the time on a fixed number of hosts, and "Always On",
// the health check, the lowest TLS version and the time to stop are plain settings there.
//
// Checked by the tests: every setting of the bot is set here and exists there, defaults agree, no literal secret, every
// resource type with its version, every parameter described and used, brackets balanced.
// Not checked, and waiting for `az deployment group what-if`: what the Bicep compiler and Azure say to it, whether the
// region has these sizes, and quotas.

targetScope = 'resourceGroup'

@description('Region of everything but the bot\'s registration, which is global. Where data may be kept is your policy.')
param location string = resourceGroup().location

@description('Beginning of every name; letters, digits and hyphens.')
@minLength(3)
@maxLength(20)
param name string = 'social-media-aware'

@description('Container registry in this resource group that holds the image.')
param registryName string

@description('Tag of the image be-social-media-aware in that registry.')
param imageTag string

@description('Mailbox the escalation is sent from: address or object id.')
param mailSender string

@description('Mail address of Security.')
param securityMailbox string = 'securitypriorityevent@kaingaora.govt.nz'

@description('Mail address of the people who look when the bot says that a person must.')
param alarmMailbox string

@description('Password of the database, at least 24 characters. Goes into the vault; a new one with each deployment is fine.')
@secure()
@minLength(24)
param databasePassword string

@description('Size of the database. Its connections must be enough for 15 from each host, old and new while a deployment replaces them.')
param databaseSku object = { name: 'Standard_B2s', tier: 'Burstable' }

@description('Days that backups of the database are kept: deleted reports live on in them for as long.')
@minValue(7)
@maxValue(35)
param backupDays int = 14

@description('Size of each host.')
param planSku string = 'P0v3'

@description('Whether an answered card moves on in place. Turn it off where clients draw edited cards late.')
@allowed([ 'on', 'off' ])
param livingCards string = 'on'

@description('How many hosts.')
@minValue(2)
@maxValue(6)
param hosts int = 2

@description('Days that the log is kept. It holds ids and times, and nothing that was said.')
@minValue(30)
@maxValue(730)
param logDays int = 90

@description('Hosts the bot may answer to; commas between.')
param serviceHosts string = 'smba.trafficmanager.net,smba.onyx.prod.teams.trafficmanager.net,smba.infra.gcc.teams.microsoft.com,canary.botapi.skype.com'

@description('Microsoft Graph; changes only in a national cloud, together with graphAuthority.')
param graphBaseUrl string = 'https://graph.microsoft.com/v1.0'

@description('Entra; changes only in a national cloud, together with graphBaseUrl.')
#disable-next-line no-hardcoded-env-urls
param graphAuthority string = 'https://login.microsoftonline.com'

@description('A folder in the image in place of the shipped content; empty for the shipped one.')
param contentDir string = ''

@description('The app\'s id in the organisation\'s catalogue, once it is published; empty: the bot adds the app for nobody.')
param catalogAppId string = ''

@description('Address under which people reach the hosts, for the link in a leader\'s mail; empty for App Service\'s own.')
param publicUrl string = ''

@description('Collector of OpenTelemetry traces, without a path; empty: no traces.')
param tracesTo string = ''

@description('Level of the log.')
@allowed(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'])
param logLevel string = 'INFO'

var siteName = '${name}-${uniqueString(resourceGroup().id)}'
var address = empty(publicUrl) ? 'https://${siteName}.azurewebsites.net' : publicUrl

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-bot'
  location: location
}

module network 'modules/network.bicep' = {
  name: 'network'
  params: { name: name, location: location }
}

module database 'modules/database.bicep' = {
  name: 'database'
  params: {
    name: name
    location: location
    sku: databaseSku
    backupDays: backupDays
    password: databasePassword
    subnetId: network.outputs.databaseSubnetId
    zoneId: network.outputs.zoneId
    vaultSubnetIds: [network.outputs.hostSubnetId, network.outputs.commandSubnetId]
    readerId: identity.properties.principalId
  }
}

module host 'modules/host.bicep' = {
  name: 'host'
  params: {
    name: name
    siteName: siteName
    location: location
    planSku: planSku
    hosts: hosts
    registryName: registryName
    imageTag: imageTag
    subnetId: network.outputs.hostSubnetId
    identityName: identity.name
    settings: {
      BOT_APP_ID: identity.properties.clientId
      BOT_APP_TYPE: 'UserAssignedMSI'
      BOT_TENANT_ID: identity.properties.tenantId
      BOT_SERVICE_HOSTS: serviceHosts
      GRAPH_BASE_URL: graphBaseUrl
      GRAPH_AUTHORITY: graphAuthority
      TEAMS_CATALOG_APP_ID: catalogAppId
      MAIL_SENDER: mailSender
      SECURITY_MAILBOX: securityMailbox
      // The version is part of it, so that a new password restarts the hosts at once.
      DATABASE_URL: '@Microsoft.KeyVault(SecretUri=${database.outputs.urlSecretUri})'
      CONTENT_DIR: contentDir
      PUBLIC_URL: address
      HOST: '0.0.0.0'
      PORT: '3978'
      // App Service lets in one port only, so nobody could ask on a second one.
      METRICS_PORT: ''
      OTEL_EXPORTER_OTLP_ENDPOINT: tracesTo
      LIVING_CARDS: livingCards
      LOG_LEVEL: logLevel
    }
  }
}

module registration 'modules/registration.bicep' = {
  name: 'registration'
  params: {
    name: name
    identityName: identity.name
    hostName: host.outputs.hostName
  }
}

module watch 'modules/watch.bicep' = {
  name: 'watch'
  dependsOn: [host]
  params: {
    name: name
    location: location
    siteName: siteName
    logDays: logDays
    alarmMailbox: alarmMailbox
  }
}

@description('BOT_APP_ID of `app.py package`, and -AppId of grant.ps1.')
output botAppId string = identity.properties.clientId

@description('-ObjectId of grant.ps1.')
output identityObjectId string = identity.properties.principalId

@description('Where the bot is; /health/ready says whether it is up.')
output hostName string = host.outputs.hostName
