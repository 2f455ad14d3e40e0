using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;
using Tmds.Linux;

namespace Falcon.Xsk.Packets;

/// <summary>
/// The filter before a <see cref="PacketRing"/>. It refuses frames that a <see cref="VirtioNetHeader"/> cannot describe, which would stop
/// the ring for ever. With <see cref="PacketPorts"/> it also refuses frames of ports that have used up their share of the ring, of held
/// ports, and of devices that are not ports. The receiving thread calls <see cref="CountOut"/>; any thread reads the counters. Source:
/// xsk/bpf/ring_guard.bpf.c.
/// </summary>
internal sealed unsafe class PacketRingGuard : IDisposable
{
    private readonly BpfObject _bpf;
    private readonly MappedArray<RingAccount> _ring;
    private readonly MappedArray<RingShare>? _shares; // null without ports
    private readonly int _firstDevice;

    private PacketRingGuard(BpfObject bpf, PacketPorts? ports)
    {
        _bpf = bpf;
        Program = bpf.Program("falcon_ring_guard");
        _ring = new MappedArray<RingAccount>(bpf.Map(".bss"), writable: true);
        if (ports is null)
            return;
        _firstDevice = ports.FirstIfIndex;
        Ports = ports.Count;
        _shares = new MappedArray<RingShare>(bpf.Map("shares"), writable: true);
    }

    /// <summary>The socket filter.</summary>
    public BpfProgram Program { get; }

    /// <summary>Refused frames that a virtio header cannot describe.</summary>
    public long Indescribable => Volatile.Read(ref _ring.Entries[0].Indescribable);

    /// <summary>Refused frames of devices that are not ports.</summary>
    public long NoPort => Volatile.Read(ref _ring.Entries[0].NoPort);

    /// <summary>How many ports have a share; 0 without shares, when all devices may send.</summary>
    public int Ports { get; }

    /// <summary>Loads the filter.</summary>
    /// <param name="ports">The ports that may send; null for every device, without limit.</param>
    /// <exception cref="XskException">
    /// The kernel is older than 6.2 or lacks its type information (CONFIG_DEBUG_INFO_BTF), or a capability is missing.
    /// </exception>
    public static PacketRingGuard Open(PacketPorts? ports)
    {
        string source = ports?.Path is null ? "ring_guard.bpf.o" : "ring_guard_path.bpf.o";
        var bpf = BpfObject.Open(typeof(PacketRingGuard).Assembly, source);
        try
        {
            if (ports is not null)
            {
                if (ports.Path is { } path) path.ShareWith(bpf);
                else bpf.SetConstants((ports.FirstIfIndex, ports.Count));
                bpf.SetMaxEntries("shares", ports.Count);
                ports.Holds.ShareWith(bpf);
            }

            return new PacketRingGuard(bpf.Load(), ports);
        }
        catch
        {
            bpf.Dispose();
            throw;
        }
    }

    /// <summary>Sets how much there is room for. Call it before <see cref="Attach"/>.</summary>
    /// <param name="slots">Slots of the ring.</param>
    /// <param name="slotBytes">The longest frame that fits a slot.</param>
    /// <param name="queueBytes">Room in the socket's queue for bytes of larger frames.</param>
    public void SetCapacity(int slots, int slotBytes, long queueBytes)
    {
        ref RingAccount ring = ref _ring.Entries[0];
        ring.Capacity = new RingAmount { Frames = slots, Bytes = queueBytes };
        ring.SlotBytes = slotBytes;
    }

    /// <summary>Filters what a socket receives from now on; replaces another filter.</summary>
    /// <exception cref="XskException">The kernel refuses.</exception>
    public void Attach(int socket)
    {
        int program = Program.Fd;
        Errno.Check(
            LibC.setsockopt(socket, LibC.SOL_SOCKET, LibC.SO_ATTACH_BPF, &program, sizeof(int)),
            "attach the guard of its ring to a packet socket");
    }

    /// <summary>The port of a device; <see cref="Ports"/> when it is not a port.</summary>
    public int PortOf(int ifIndex) => (int)Math.Min((uint)(ifIndex - _firstDevice), (uint)Ports);

    /// <summary>Notes that frames of a port have left the ring.</summary>
    public void CountOut(int port, in RingAmount amount)
    {
        if (port >= Ports)
            return;
        Add(ref _shares!.Entries[port].Out, amount);
        Add(ref _ring.Entries[0].Out, amount);
    }

    /// <summary>Frames of a port that were refused because it had used up its share.</summary>
    public long RefusedOf(int port) => _shares is null ? 0 : Volatile.Read(ref _shares.Entries[port].Refused.Frames);

    /// <summary>Frames and bytes of a port that wait now.</summary>
    internal RingAmount WaitingOf(int port)
    {
        RingShare share = _shares!.Entries[port];
        return new RingAmount { Frames = share.In.Frames - share.Out.Frames, Bytes = share.In.Bytes - share.Out.Bytes };
    }

    /// <summary>Unmaps the counters. A socket keeps the filter.</summary>
    public void Dispose()
    {
        _shares?.Dispose();
        _ring.Dispose();
        _bpf.Dispose();
    }

    private static void Add(ref RingAmount sum, in RingAmount amount)
    {
        Volatile.Write(ref sum.Frames, sum.Frames + amount.Frames);
        Volatile.Write(ref sum.Bytes, sum.Bytes + amount.Bytes);
    }
}
