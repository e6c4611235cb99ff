"""A received activity as the SDK's object."""

from botbuilder.schema import Activity, ChannelAccount, ConversationAccount

from bot.adapters.teams.receiving.activity import Inbound


def activity(inbound: Inbound) -> Activity:
    """By the constructor: 5 µs; Activity().deserialize takes 160 µs (botbuilder-schema 4.17.1)."""
    return Activity(
        type=inbound.type,
        id=inbound.activity_id,
        name=inbound.name or None,
        text=inbound.text or None,
        value=inbound.value,
        reply_to_id=inbound.reply_to_id,
        service_url=inbound.service_url or None,
        channel_id=inbound.channel_id or None,
        locale=inbound.locale or None,
        action=inbound.action or None,
        from_property=ChannelAccount(
            id=inbound.member_id, name=inbound.person_name, aad_object_id=inbound.object_id or None
        ),
        recipient=ChannelAccount(id=inbound.bot_id or None),
        conversation=ConversationAccount(
            id=inbound.conversation_id,
            is_group=inbound.is_group,
            tenant_id=inbound.tenant_id or None,
        ),
        members_added=[ChannelAccount(id=member) for member in inbound.added_members],
        members_removed=[ChannelAccount(id=member) for member in inbound.removed_members],
        channel_data={"tenant": {"id": inbound.tenant_id}} if inbound.tenant_id else None,
    )
