namespace Falcon.Xsk;

/// <summary>Handles one message of an answer.</summary>
internal delegate void NetlinkMessageHandler(NetlinkMessage message);
