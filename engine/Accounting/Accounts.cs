using Falcon.Engine.Tables;

namespace Falcon.Engine.Accounting;

/// <summary>
/// Who can be billed: the host, which is account 0 so that a frame nobody has claimed yet is the host's, then the ports, then the overlays.
/// The numbers are fixed, because a frame carries its payer's.
/// </summary>
public static class Accounts
{
    /// <summary>Pays for what belongs to no container and no overlay: noise on the uplink, unknown overlays.</summary>
    public const ushort Host = 0;

    /// <summary>How many accounts there are.</summary>
    public const int Count = FirstOverlay + ForwardingState.MostOverlays;

    private const int FirstPort = Host + 1;
    private const int FirstOverlay = FirstPort + ForwardingState.MostPorts;

    /// <summary>The account of a port.</summary>
    public static ushort OfPort(int port) => (ushort)(FirstPort + port);

    /// <summary>The account of an overlay: pays for what comes from the wire and has no single receiver.</summary>
    public static ushort OfOverlay(int overlay) => (ushort)(FirstOverlay + overlay);

    /// <summary>The overlay of an account; negative for the host and the ports.</summary>
    public static int OverlayOf(int account) => account - FirstOverlay;
}
