namespace Falcon.Xsk.Links.Netlink;

/// <summary>Handles one message of an answer.</summary>
internal delegate void NetlinkMessageHandler(NetlinkMessage message);
