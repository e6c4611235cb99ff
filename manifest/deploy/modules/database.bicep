// PostgreSQL without a public address, and the vault that holds its one secret: the address with the password.

@description('Beginning of every name.')
param name string

@description('Region.')
param location string

@description('Size of the server.')
param sku object

@description('Days that backups are kept.')
param backupDays int

@description('Password of the server\'s only login.')
@secure()
param password string

@description('Subnet of the server.')
param subnetId string

@description('Private DNS zone of the server.')
param zoneId string

@description('Subnets that the vault lets in; nobody else reaches it.')
param vaultSubnetIds array

@description('Object id of the identity that may read the secret.')
param readerId string

var login = 'bot'
var databaseName = 'bot'
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-${uniqueString(resourceGroup().id)}'
  location: location
  sku: sku
  properties: {
    version: '16'
    administratorLogin: login
    administratorLoginPassword: password
    // The bot signs in with a password. Nothing else lives on this server, so its login may own all of it.
    authConfig: { activeDirectoryAuth: 'Disabled', passwordAuth: 'Enabled' }
    storage: { storageSizeGB: 32, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: backupDays, geoRedundantBackup: 'Disabled' }
    network: {
      publicNetworkAccess: 'Disabled'
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: zoneId
    }
    highAvailability: { mode: 'Disabled' }
  }

  resource secureTransport 'configurations' = {
    name: 'require_secure_transport'
    properties: { value: 'ON', source: 'user-override' }
  }

  resource lowestTls 'configurations' = {
    name: 'ssl_min_protocol_version'
    properties: { value: 'TLSv1.2', source: 'user-override' }
    // The server takes one change at a time.
    dependsOn: [secureTransport]
  }

  resource database 'databases' = {
    name: databaseName
    properties: { charset: 'UTF8', collation: 'en_US.utf8' }
    dependsOn: [lowestTls]
  }
}

resource undeletable 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: server
  name: 'reports'
  properties: { level: 'CanNotDelete', notes: 'Every report is in here.' }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kv-${uniqueString(resourceGroup().id, name)}'
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices'
      virtualNetworkRules: [for id in vaultSubnetIds: { id: id }]
    }
  }

  resource url 'secrets' = {
    name: 'database-url'
    properties: {
      // verify-full: encrypted, and only to a server whose certificate bears this name.
      value: 'postgresql+asyncpg://${login}:${uriComponent(password)}@${server.properties.fullyQualifiedDomainName}:5432/${databaseName}?ssl=verify-full'
    }
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault::url
  name: guid(vault.id, readerId, secretsUser)
  properties: {
    principalId: readerId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

output urlSecretUri string = vault::url.properties.secretUriWithVersion
