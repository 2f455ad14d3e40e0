using System.Net;
using System.Net.Sockets;
using Falcon.Engine.Options;
using Falcon.Engine.Tables;
using Falcon.Xsk.KernelPath;

namespace Falcon.Engine.KernelPath;

/// <summary>Says what of the engine's tables the kernel path may follow. What it cannot do exactly stays with the engine.</summary>
internal static class PathRules
{
    private const int Ipv4Bits = 32, Ipv6Bits = 128;

    /// <summary>
    /// Whether a port may use the kernel path. One with a budget may only where it pays for what the kernel spends for it.
    /// </summary>
    public static bool Allows(Port port, PortOptions options, bool isBilled) =>
        !port.Removed && port.Up && options.Paths.UseKernel && (isBilled || options.Budget is null);

    /// <summary>What a port leaves to the engine.</summary>
    /// <param name="paths">Its options.</param>
    /// <param name="datagrams">Whether datagrams are left where the options do not say it.</param>
    public static PathClasses LeftBy(FlowPaths paths, bool datagrams) =>
        (paths.Tcp == FlowPath.Engine ? PathClasses.TcpSent | PathClasses.TcpReceived : 0)
        | (paths.Udp == FlowPath.Engine || (paths.Udp == FlowPath.Auto && datagrams) ? PathClasses.UdpSent | PathClasses.UdpReceived : 0)
        | (paths.Rest == FlowPath.Engine ? PathClasses.EchoSent | PathClasses.EchoReceived : 0);

    /// <summary>
    /// Whether a VTEP may be reached by the kernel path. Where datagrams need a UDP checksum it could not carry trains, and a stream must
    /// not be torn between two paths.
    /// </summary>
    public static bool Allows(VtepRoute route) => !route.Header.HasUdpChecksum;

    /// <summary>Who may send from a port. What comes from other addresses that a strict port allows is the engine's.</summary>
    public static PathSender SenderOf(Port port, Overlay overlay, PortOptions options) =>
        new(overlay.Index, overlay.Vni, port.Mac.ToBytes()) { Addresses = options.IsStrict ? AddressesOf(options) : null };

    private static List<IPAddress> AddressesOf(PortOptions options)
    {
        IEnumerable<IPAddress> all = options.Addresses.Select(own => own.Address)
            .Concat(options.AllowedAddresses.Where(IsOne).Select(allowed => allowed.Address)).Distinct();
        return [.. all.GroupBy(address => address.AddressFamily).SelectMany(family => family.Take(PathSender.MostAddresses))];
    }

    private static bool IsOne(AllowedAddress allowed) =>
        allowed.PrefixLength == (allowed.Address.AddressFamily == AddressFamily.InterNetwork ? Ipv4Bits : Ipv6Bits);
}
