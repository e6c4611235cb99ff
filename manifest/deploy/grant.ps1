<#
.SYNOPSIS
Gives the bot its rights: mail in one mailbox through Exchange, and reading the directory through Microsoft Graph.

.DESCRIPTION
Says what is there and what it will do. It does nothing without -Apply, and nothing twice: run it as often as you like.
It refuses to go on when the bot may already use mail of the whole organisation, because rights add up and the widest wins.

Sign in first, as a Privileged Role Administrator and as an Exchange Administrator, in a new window and in this order,
because both modules bring the same library and the first one's is used. Where the second fails with "Method not found",
give it -DisableWAM:
    Connect-MgGraph -Scopes 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All'
    Connect-ExchangeOnline

.EXAMPLE
./grant.ps1 -AppId <botAppId> -ObjectId <identityObjectId> -Mailbox bot@example.org -OtherMailbox somebody@example.org
#>
[CmdletBinding()]
param(
    # The bot's application id.
    [Parameter(Mandatory)] [guid] $AppId,
    # The object id of its managed identity, or of its enterprise application; not that of its app registration.
    [Parameter(Mandatory)] [guid] $ObjectId,
    # The mailbox in MAIL_SENDER, by its primary address.
    [Parameter(Mandatory)] [ValidatePattern('^[^@\s'']+@[^@\s'']+$')] [string] $Mailbox,
    # Any other mailbox, to prove that the bot is refused there.
    [Parameter(Mandatory)] [ValidatePattern('^[^@\s'']+@[^@\s'']+$')] [string] $OtherMailbox,
    # Gives the right to see who is away, too.
    [switch] $WithAwayHint,
    # Gives the right to add the app for a leader who lacks it, too: for TEAMS_CATALOG_APP_ID.
    [switch] $WithInstall,
    # Does what it otherwise only says.
    [switch] $Apply
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$name = 'Be social media aware bot'
$scope = 'Be social media aware bot, its mailbox'
$filter = "PrimarySmtpAddress -eq '$Mailbox'"
$mailRoles = 'Application Mail.ReadWrite', 'Application Mail.Send'
$graphRoles = @(
    'User.Read.All'
    if ($WithAwayHint) { 'MailTips.ReadBasic.All' }
    if ($WithInstall) { 'TeamsAppInstallation.ReadWriteSelfForUser.All' }
)
# Microsoft Graph, and Office 365 Exchange Online with the rights of older protocols.
$services = '00000003-0000-0000-c000-000000000000', '00000002-0000-0ff1-ce00-000000000000'
$widePattern = '^(Mail\.|Mail-|Mailbox(Item|Folder)\.|full_access_as_app$|EWS\.|IMAP\.|POP\.|SMTP\.|Exchange\.)'

if ($Mailbox -eq $OtherMailbox) { throw 'OtherMailbox must be another mailbox than Mailbox.' }

# What is there. Commands of modules do not see $ErrorActionPreference, so each is told by itself to stop when it fails.
$providers = @($services | ForEach-Object { Get-MgServicePrincipal -Filter "appId eq '$_'" -ErrorAction Stop })
$graph = $providers | Where-Object { "$($_.AppId)" -eq $services[0] }
$names = @{}
foreach ($role in $providers.AppRoles) { $names["$($role.Id)"] = $role.Value }
$assigned = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId "$ObjectId" -All -ErrorAction Stop)
$held = @($assigned | ForEach-Object { $names["$($_.AppRoleId)"] } | Where-Object { $_ })

$wide = @($held | Where-Object { $_ -match $widePattern })
if ($wide) {
    throw "The bot holds $($wide -join ', ') for every mailbox of the organisation. Take that away in Entra first."
}

$principal = Get-ServicePrincipal -ErrorAction Stop | Where-Object { "$($_.ObjectId)" -eq "$ObjectId" }
$rows = @(if ($principal) { Test-ServicePrincipalAuthorization -Identity "$ObjectId" -ErrorAction Stop })
$strange = @($rows | Where-Object { "$($_.AllowedResourceScope)" -ne $scope })
if ($strange) {
    throw "The bot holds $($strange.RoleName -join ', ') in Exchange beyond its mailbox. Take that away there first."
}

$known = Get-ManagementScope -ErrorAction Stop | Where-Object { $_.Name -eq $scope }
# Exchange writes the filter back with brackets of its own; nothing more may stand in it.
if ($known -and ("$($known.RecipientFilter)" -replace '[()\s]') -ne ($filter -replace '[()\s]')) {
    throw "The scope '$scope' is not for $Mailbox alone: $($known.RecipientFilter). Remove it first."
}
$matching = @(Get-Recipient -RecipientPreviewFilter $filter -ErrorAction Stop)
if ($matching.Count -ne 1) { throw "$($matching.Count) mailboxes have the address $Mailbox; it must be exactly one." }

# What is to be done.
$steps = [System.Collections.Generic.List[object]]::new()
function Add-Step([string] $What, [bool] $IsDone, [scriptblock] $Do) {
    $steps.Add([pscustomobject]@{ What = $What; IsDone = $IsDone; Do = $Do })
}

Add-Step "make the bot known to Exchange as '$name'" ([bool] $principal) {
    New-ServicePrincipal -AppId "$AppId" -ObjectId "$ObjectId" -DisplayName $name -ErrorAction Stop
}
Add-Step "make the scope '$scope': $filter" ([bool] $known) {
    New-ManagementScope -Name $scope -RecipientRestrictionFilter $filter -ErrorAction Stop
}
foreach ($role in $mailRoles) {
    Add-Step "let the bot use '$role' in that scope alone" ($rows.Count -and $rows.RoleName -contains $role) {
        New-ManagementRoleAssignment -App "$ObjectId" -Role $role -CustomResourceScope $scope -ErrorAction Stop
    }.GetNewClosure()
}
foreach ($role in $graphRoles) {
    $right = $graph.AppRoles | Where-Object { $_.Value -eq $role -and $_.AllowedMemberTypes -contains 'Application' }
    if (-not $right) { throw "Microsoft Graph has no application right $role." }
    Add-Step "let the bot use '$role' of Microsoft Graph" ($held -contains $role) {
        New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId "$ObjectId" -PrincipalId "$ObjectId" `
            -ResourceId $graph.Id -AppRoleId $right.Id -ErrorAction Stop
    }.GetNewClosure()
}

foreach ($step in $steps) {
    "$(if ($step.IsDone) { 'is done: ' } else { 'to be done: ' })$($step.What)"
}
if (-not $Apply) {
    'Nothing was changed. Run it again with -Apply to do it.'
    return
}

# Doing it.
foreach ($step in $steps | Where-Object { -not $_.IsDone }) {
    $null = & $step.Do
    "done: $($step.What)"
}

# Proving it. This asks the rules themselves; the mail service follows within two hours.
function Test-Reach([string] $Role, [string] $Address) {
    $found = Test-ServicePrincipalAuthorization -Identity "$ObjectId" -Resource $Address -ErrorAction Stop
    [bool] ($found | Where-Object { $_.RoleName -eq $Role -and "$($_.InScope)" -eq 'True' })
}
foreach ($role in $mailRoles) {
    if (-not (Test-Reach $role $Mailbox)) { throw "'$role' does not reach $Mailbox." }
    if (Test-Reach $role $OtherMailbox) { throw "'$role' reaches $OtherMailbox, too." }
    "proven: '$role' reaches $Mailbox and not $OtherMailbox"
}
