// The log of the hosts, and a mail to people whenever the bot says that a person must look.

@description('Beginning of every name.')
param name string

@description('Region.')
param location string

@description('The App Service whose log it is.')
param siteName string

@description('Days that the log is kept.')
param logDays int

@description('Whom an alarm goes to.')
param alarmMailbox string

// Its lines are JSON; this one is an alarm of the bot, and it says so again each hour. INSTALL.md has the table.
var alarms = 'AppServiceConsoleLogs | where ResultDescription has "a person must look"'

resource site 'Microsoft.Web/sites@2023-12-01' existing = {
  name: siteName
}

resource logs 'Microsoft.OperationalInsights/workspaces@2022-10-01' = {
  name: '${name}-log'
  location: location
  properties: { retentionInDays: logDays, sku: { name: 'PerGB2018' } }
}

resource sent 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: site
  name: 'log'
  properties: {
    workspaceId: logs.id
    // What the bot writes and what the platform does. Never the requests: their addresses hold the links leaders answer from.
    logs: [
      { category: 'AppServiceConsoleLogs', enabled: true }
      { category: 'AppServicePlatformLogs', enabled: true }
    ]
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${name}-people'
  location: 'global'
  properties: {
    groupShortName: 'botalarm'
    enabled: true
    emailReceivers: [{ name: 'people', emailAddress: alarmMailbox, useCommonAlertSchema: true }]
  }
}

resource alarm 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = {
  name: '${name}-alarm'
  location: location
  properties: {
    displayName: 'The bot says that a person must look'
    severity: 1
    enabled: true
    scopes: [logs.id]
    evaluationFrequency: 'PT5M'
    // A line may take ten minutes to reach the log. It is looked for a while longer than mails are held back, so that
    // an alarm after an alarm has its mail, too.
    windowSize: 'PT15M'
    muteActionsDuration: 'PT10M'
    // Never a mail that all is well again: that the bot has said nothing more does not mean that somebody has looked.
    autoMitigate: false
    // The table is not there before the first line of the log.
    skipQueryValidation: true
    criteria: {
      allOf: [{ query: alarms, timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0 }]
    }
    actions: { actionGroups: [people.id] }
  }
}

resource down 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-down'
  location: 'global'
  properties: {
    description: 'Fewer than half of the hosts are ready.'
    severity: 1
    enabled: true
    scopes: [site.id]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'health'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'HealthCheckStatus'
          timeAggregation: 'Average'
          operator: 'LessThan'
          threshold: 50
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}
