// One network for hosts, database and the machine that commands are run on: nothing outside it reaches the database.

@description('Beginning of every name.')
param name string

@description('Region.')
param location string

resource network 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/24'] }
    subnets: [
      {
        name: 'hosts'
        properties: {
          addressPrefix: '10.20.0.0/26'
          // The vault lets in this subnet and that of commands.
          serviceEndpoints: [{ service: 'Microsoft.KeyVault' }]
          delegations: [{ name: 'hosts', properties: { serviceName: 'Microsoft.Web/serverFarms' } }]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.20.0.64/28'
          delegations: [{ name: 'database', properties: { serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' } }]
        }
      }
      {
        // Empty, until somebody starts a machine here for `app.py export` or `app.py purge`.
        name: 'commands'
        properties: {
          addressPrefix: '10.20.0.80/28'
          serviceEndpoints: [{ service: 'Microsoft.KeyVault' }]
        }
      }
    ]
  }

  resource hostSubnet 'subnets' existing = { name: 'hosts' }
  resource databaseSubnet 'subnets' existing = { name: 'database' }
  resource commandSubnet 'subnets' existing = { name: 'commands' }
}

resource zone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: '${name}.private.postgres.database.azure.com'
  location: 'global'
}

resource link 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: zone
  name: '${name}-link'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: { id: network.id }
  }
}

output hostSubnetId string = network::hostSubnet.id
output databaseSubnetId string = network::databaseSubnet.id
output commandSubnetId string = network::commandSubnet.id
output zoneId string = zone.id
