using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Falcon.Xsk;

/// <summary>
/// The XDP program on an uplink (xsk/bpf/uplink.bpf.c): VXLAN frames to a local VTEP, of a known VNI, go to the AF_XDP socket of their
/// receive queue; all else passes to the kernel. It goes when this is disposed or the process ends. The methods are single system
/// calls: any thread may make them while frames flow.
/// </summary>
public sealed class UplinkProgram : IDisposable
{
    private const byte Present = 1;

    private readonly BpfObject _bpf;
    private readonly BpfMap _sockets;
    private readonly BpfMap _vteps4;
    private readonly BpfMap _vteps6;
    private readonly BpfMap _vnis;
    private readonly XdpLink? _link;

    private UplinkProgram(BpfObject bpf)
    {
        _bpf = bpf;
        _sockets = bpf.Map(SocketMap.Name);
        _vteps4 = bpf.Map("vteps4");
        _vteps6 = bpf.Map("vteps6");
        _vnis = bpf.Map("vnis");
        Program = bpf.Program("falcon_uplink");
    }

    private UplinkProgram(BpfObject bpf, int ifIndex, XskBindMode mode) : this(bpf) => _link = XdpLink.Attach(Program, ifIndex, mode);

    /// <summary>The loaded program, to test it on frames.</summary>
    public BpfProgram Program { get; }

    /// <summary>Loads the program and attaches it to a device of the calling thread's network namespace.</summary>
    /// <param name="ifIndex">The device.</param>
    /// <param name="mode">Skb: the generic hook, which every device has; else the driver's.</param>
    /// <param name="vxlanPort">The UDP port, 4789 by default.</param>
    /// <param name="queues">How many receive queues the device has.</param>
    /// <exception cref="XdpAttachException">Another XDP program is there (it is named and left alone), or the device cannot.</exception>
    /// <exception cref="XskException">The program cannot be loaded.</exception>
    public static UplinkProgram Attach(int ifIndex, XskBindMode mode, ushort vxlanPort, int queues) =>
        Load(vxlanPort, queues, bpf => new UplinkProgram(bpf, ifIndex, mode));

    /// <summary>Loads the program without attaching it, to test it on frames.</summary>
    /// <exception cref="XskException">The program cannot be loaded.</exception>
    public static UplinkProgram Load(ushort vxlanPort, int queues) => Load(vxlanPort, queues, bpf => new UplinkProgram(bpf));

    private static UplinkProgram Load(ushort vxlanPort, int queues, Func<BpfObject, UplinkProgram> create)
    {
        BpfObject bpf = BpfObject.Open(typeof(UplinkProgram).Assembly, "uplink.bpf.o");
        try
        {
            bpf.SetMaxEntries(SocketMap.Name, queues);
            bpf.SetConstants(BinaryPrimitives.ReverseEndianness(vxlanPort));
            return create(bpf.Load());
        }
        catch
        {
            bpf.Dispose();
            throw;
        }
    }

    /// <summary>Sends the overlay's frames of a queue to a socket that is bound to that queue.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such queue.</exception>
    public void SetSocket(int queue, XskSocket socket) => SocketMap.Set(_sockets, queue, socket);

    /// <summary>Takes frames to this address.</summary>
    /// <exception cref="XskException">There are 64 already.</exception>
    public void AddVtep(IPAddress local)
    {
        ArgumentNullException.ThrowIfNull(local);
        Span<byte> bytes = stackalloc byte[16];
        local.TryWriteBytes(bytes, out _);
        if (local.AddressFamily == AddressFamily.InterNetwork)
            _vteps4.Update(Unsafe.ReadUnaligned<uint>(ref bytes[0]), Present);
        else
            _vteps6.Update(Unsafe.ReadUnaligned<UInt128>(ref bytes[0]), Present);
    }

    /// <summary>Takes frames of this overlay.</summary>
    /// <exception cref="XskException">There are 65,536 already.</exception>
    public void AddVni(uint vni) => _vnis.Update(vni, Present);

    /// <summary>Leaves frames of this overlay to the kernel; one that is unknown is no error.</summary>
    public void RemoveVni(uint vni) => _vnis.Remove(vni);

    /// <summary>Detaches the program.</summary>
    public void Dispose()
    {
        _link?.Dispose();
        _bpf.Dispose();
    }
}
