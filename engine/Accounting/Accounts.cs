using Falcon.Engine.Tables;

namespace Falcon.Engine.Accounting;

/// <summary>
/// The accounts that can be billed. The host is account 0, so that a frame without a known payer is the host's; then come the ports, then
/// the overlays. The numbers are fixed, because each frame carries the number of its payer.
/// </summary>
public static class Accounts
{
    /// <summary>The account for what belongs to no container and no overlay: noise on the uplink, unknown overlays.</summary>
    public const ushort Host = 0;

    /// <summary>The number of accounts.</summary>
    public const int Count = FirstOverlay + ForwardingState.MostOverlays;

    private const int FirstPort = Host + 1;
    private const int FirstOverlay = FirstPort + ForwardingState.MostPorts;

    /// <summary>The account of a port, by its index.</summary>
    public static ushort OfPort(int port) => (ushort)(FirstPort + port);

    /// <summary>The account of an overlay, by its index. It pays for frames from the wire that have no single receiver.</summary>
    public static ushort OfOverlay(int overlay) => (ushort)(FirstOverlay + overlay);

    /// <summary>The overlay index of an account; negative for the host and the ports.</summary>
    public static int OverlayOf(int account) => account - FirstOverlay;
}
