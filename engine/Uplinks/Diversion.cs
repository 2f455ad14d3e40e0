using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Links;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Uplinks;

/// <summary>
/// Takes the overlays' frames from an uplink without an XDP program on it, which would take the kernel's trains apart. A veth pair leads to
/// the namespace of the host ends; the XDP program and the AF_XDP sockets are at its end there. It is disposed in the uplink's namespace.
/// </summary>
internal sealed class Diversion : IDisposable
{
    /// <summary>The index of the first one's inner end; above those of the ports.</summary>
    private const int FirstIfIndex = 8192;

    private readonly Shunt _pair;
    private TcxLink? _path;
    private DivertProgram? _program;

    private Diversion(Shunt pair) => _pair = pair;

    /// <summary>The end with the XDP program, in the namespace of the host ends.</summary>
    public int InnerEnd => _pair.EngineEnd;

    /// <summary>Makes the pair. Call in the uplink's namespace.</summary>
    /// <param name="engine">The namespace of the host ends.</param>
    /// <param name="uplink">The uplink.</param>
    /// <param name="index">The uplink's index.</param>
    /// <param name="queues">The receive queues of both.</param>
    /// <exception cref="Xsk.Native.XskException">The kernel refuses.</exception>
    public static Diversion Create(NetworkNamespace engine, LinkInfo uplink, int index, int queues)
    {
        using var here = NetworkNamespace.Current();
        return new Diversion(Shunt.CreateNumbered(engine, here, "falcon-in", FirstIfIndex + index, uplink.Mtu, queues));
    }

    /// <summary>Lets frames in: first the kernel path takes what is its own, then the rest of the overlays' frames is diverted.</summary>
    /// <exception cref="Xsk.Native.XskException">The kernel has no tcx.</exception>
    public void Begin(int uplink, ushort vxlanPort, KernelPathPrograms? path, UplinkProgram receiver)
    {
        _path = path?.AttachUplink(uplink);
        _program = DivertProgram.Attach(uplink, _pair.UplinkEnd, vxlanPort, receiver, path);
    }

    /// <summary>
    /// Whether a device is the one that it takes frames from. An index may go to another device, which lacks the program.
    /// </summary>
    public bool IsOn(int ifIndex) => _program is { } program && TcxLink.Query(ifIndex).Any(attached => attached.Id == program.Id);

    /// <summary>
    /// Frames that found no room in the pair's queue, or could not be cut. Those that found none in an AF_XDP ring are the socket's.
    /// </summary>
    public long ReadDrops()
    {
        using var netlink = RtNetlink.Open();
        return netlink.FindLink(_pair.UplinkEnd)?.TransmitDrops ?? 0;
    }

    /// <summary>Lets all frames pass, and removes the pair.</summary>
    public void Dispose()
    {
        _path?.Dispose();
        _program?.Dispose();
        _pair.Dispose();
    }
}
