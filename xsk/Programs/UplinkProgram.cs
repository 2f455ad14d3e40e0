using System.Buffers.Binary;
using System.Net;
using Falcon.Xsk.Native;
using Falcon.Xsk.Sockets;

namespace Falcon.Xsk.Programs;

/// <summary>
/// The XDP program on an uplink (xsk/bpf/uplink.bpf.c). VXLAN frames with a local VTEP and a known VNI go to the AF_XDP socket of their
/// receive queue. All other frames pass to the kernel. The program is detached when this object is disposed or the process ends. Any thread
/// may call the methods while frames flow.
/// </summary>
public sealed class UplinkProgram : IDisposable
{
    private const int VniBits = 24;
    private const int WordBits = 64;

    private readonly BpfObject _bpf;
    private readonly BpfMap _sockets;
    private readonly BpfMap _vteps;
    private readonly BpfMap _vnis;
    private readonly XdpLink? _link;
    private readonly Lock _changes = new(); // entries are read, changed and written back
    private UplinkVteps _local;

    private UplinkProgram(BpfObject bpf)
    {
        _bpf = bpf;
        _sockets = bpf.Map(SocketMap.Name);
        _vteps = bpf.Map("vteps");
        _vnis = bpf.Map("vnis");
        Program = bpf.Program("falcon_uplink");
    }

    private UplinkProgram(BpfObject bpf, int ifIndex, XskBindMode mode) : this(bpf)
    {
        _link = XdpLink.Attach(Program, ifIndex, mode);
        Id = XdpHook.Query(ifIndex).ProgramId;
    }

    /// <summary>
    /// The kernel's id of the attached program; 0 when it is not attached. A device without this program id is another device.
    /// </summary>
    public uint Id { get; }

    /// <summary>The loaded program, to test it on frames.</summary>
    public BpfProgram Program { get; }

    /// <summary>Loads the program and attaches it to a device of the calling thread's network namespace.</summary>
    /// <param name="ifIndex">The device.</param>
    /// <param name="mode">Skb for the generic hook, which every device has; otherwise the driver's hook.</param>
    /// <param name="vxlanPort">The UDP port, 4789 by default.</param>
    /// <param name="queues">How many receive queues the device has.</param>
    /// <param name="throttles">
    /// The containers whose frames it drops. Programs may share it, and it must live as long as they do. Null to drop none.
    /// </param>
    /// <param name="gates">The receivers that get bursts only; the same rules apply. Null for no gates.</param>
    /// <exception cref="XdpAttachException">The device has another XDP program (named in the message), or does not support XDP.</exception>
    /// <exception cref="XskException">The program cannot be loaded.</exception>
    public static UplinkProgram Attach(
        int ifIndex,
        XskBindMode mode,
        ushort vxlanPort,
        int queues,
        ThrottleTable? throttles = null,
        ReceiverGates? gates = null) =>
        Load(vxlanPort, queues, throttles, gates, bpf => new UplinkProgram(bpf, ifIndex, mode));

    /// <summary>Loads the program without attaching it, to test it on frames.</summary>
    /// <exception cref="XskException">The program cannot be loaded.</exception>
    public static UplinkProgram Load(ushort vxlanPort, int queues, ThrottleTable? throttles = null, ReceiverGates? gates = null) =>
        Load(vxlanPort, queues, throttles, gates, bpf => new UplinkProgram(bpf));

    private static UplinkProgram Load(
        ushort vxlanPort,
        int queues,
        ThrottleTable? throttles,
        ReceiverGates? gates,
        Func<BpfObject, UplinkProgram> create)
    {
        var bpf = BpfObject.Open(typeof(UplinkProgram).Assembly, "uplink.bpf.o");
        try
        {
            bpf.SetMaxEntries(SocketMap.Name, queues);
            throttles?.ShareWith(bpf);
            gates?.ShareWith(bpf);
            bpf.SetConstants(BinaryPrimitives.ReverseEndianness(vxlanPort));
            return create(bpf.Load());
        }
        catch
        {
            bpf.Dispose();
            throw;
        }
    }

    /// <summary>Makes another object know the same local VTEPs and VNIs.</summary>
    internal void ShareWith(BpfObject bpf)
    {
        bpf.Share(_vteps);
        bpf.Share(_vnis);
    }

    /// <summary>Sends a queue's overlay frames to a socket that is bound to that queue.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such queue.</exception>
    public void SetSocket(int queue, XskSocket socket) => SocketMap.Set(_sockets, queue, socket);

    /// <summary>Accepts frames to this address. Does nothing if it is known already.</summary>
    /// <exception cref="XskException">There are already 16 addresses of the same family.</exception>
    public void AddVtep(IPAddress local)
    {
        ArgumentNullException.ThrowIfNull(local);
        lock (_changes)
        {
            if (!_local.TryAdd(local))
                throw new XskException($"{local} is one local VTEP too many: the XDP program knows {UplinkVteps.Capacity} of a family");
            _vteps.Update(0, _local);
        }
    }

    /// <summary>Accepts frames to these addresses only.</summary>
    /// <exception cref="XskException">There are more than 16 addresses of one family.</exception>
    public void SetVteps(IEnumerable<IPAddress> locals)
    {
        ArgumentNullException.ThrowIfNull(locals);
        UplinkVteps vteps = default;
        foreach (IPAddress local in locals)
        {
            if (!vteps.TryAdd(local))
                throw new XskException($"{local} is one local VTEP too many: the XDP program knows {UplinkVteps.Capacity} of a family");
        }

        lock (_changes)
        {
            _local = vteps;
            _vteps.Update(0, _local);
        }
    }

    /// <summary>Accepts frames of this overlay.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The VNI has more than 24 bits.</exception>
    public void AddVni(uint vni) => ChangeVni(vni, present: true);

    /// <summary>Leaves frames of this overlay to the kernel. Does nothing if it is unknown.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The VNI has more than 24 bits.</exception>
    public void RemoveVni(uint vni) => ChangeVni(vni, present: false);

    private void ChangeVni(uint vni, bool present)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(vni, 1u << VniBits);
        ulong bit = 1UL << (int)(vni % WordBits);
        lock (_changes)
        {
            _vnis.TryRead(vni / WordBits, out ulong word);
            _vnis.Update(vni / WordBits, present ? word | bit : word & ~bit);
        }
    }

    /// <summary>Detaches the program.</summary>
    public void Dispose()
    {
        _link?.Dispose();
        _bpf.Dispose();
    }
}
