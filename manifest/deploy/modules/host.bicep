// The hosts: the same image on each, started with the same settings, behind App Service's load balancer.

@description('Beginning of every name.')
param name string

@description('Name of the App Service, and the first part of its address.')
param siteName string

@description('Region.')
param location string

@description('Size of each host.')
param planSku string

@description('How many hosts.')
param hosts int

@description('Container registry with the image.')
param registryName string

@description('Tag of the image.')
param imageTag string

@description('Subnet of the hosts.')
param subnetId string

@description('Name of the identity the bot is.')
param identityName string

@description('The bot\'s own settings by name.')
param settings object

var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

// What App Service itself reads. The bot needs less than 30 seconds to finish or hand back what it holds.
var platform = {
  WEBSITES_PORT: settings.PORT
  WEBSITES_ENABLE_APP_SERVICE_STORAGE: 'false'
  WEBSITES_CONTAINER_STOP_TIME_LIMIT: '60'
  WEBSITE_WARMUP_PATH: '/health/ready'
  WEBSITE_WARMUP_STATUSES: '200'
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: registry
  name: guid(registry.id, identity.id, acrPull)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}

resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: '${name}-plan'
  location: location
  kind: 'linux'
  sku: { name: planSku, capacity: hosts }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2023-12-01' = {
  name: siteName
  location: location
  kind: 'app,linux,container'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  dependsOn: [pull]
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Any host may answer anything.
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: subnetId
    siteConfig: {
      linuxFxVersion: 'DOCKER|${registry.properties.loginServer}/be-social-media-aware:${imageTag}'
      acrUseManagedIdentityCreds: true
      acrUserManagedIdentityID: identity.properties.clientId
      alwaysOn: true
      healthCheckPath: '/health/ready'
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
      appSettings: [for setting in items(union(settings, platform)): { name: setting.key, value: setting.value }]
    }
  }

  // Nobody signs in with a user name and a password.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output hostName string = site.properties.defaultHostName
