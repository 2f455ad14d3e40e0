namespace Falcon.Engine.Accounting;

/// <summary>Who can be billed: the host, which is account 0 so that a frame nobody has claimed yet is the host's, and one account per port.</summary>
public static class Accounts
{
    /// <summary>Pays for what is no container's: noise on the uplink, unknown overlays, broadcast from the wire while it is copied.</summary>
    public const ushort Host = 0;

    /// <summary>The account of a port.</summary>
    public static ushort OfPort(int port) => (ushort)(port + 1);
}
