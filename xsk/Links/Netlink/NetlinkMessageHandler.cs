namespace Falcon.Xsk;

/// <summary>Takes one message of an answer.</summary>
internal delegate void NetlinkMessageHandler(NetlinkMessage message);
