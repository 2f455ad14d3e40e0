using System.Buffers.Binary;
using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;

namespace Falcon.Xsk.KernelPath;

/// <summary>
/// The programs of the kernel path (xsk/bpf/kernel_path.bpf.c), loaded once for all ports and uplinks. Each Attach is called on a
/// thread in the device's network namespace, and the caller disposes of the link. What the programs do not know they leave to the engine,
/// so they may be attached while the tables are empty.
/// </summary>
public sealed class KernelPathPrograms : IDisposable
{
    private readonly BpfObject _bpf;
    private readonly KernelPathTables _tables;
    private readonly ThrottleTable? _throttles;
    private readonly PathConstants _constants;

    private KernelPathPrograms(BpfObject bpf, KernelPathTables tables, ThrottleTable? throttles, PathConstants constants)
    {
        _throttles = throttles;
        _bpf = bpf;
        _tables = tables;
        _constants = constants;
        WireIn = bpf.Program("falcon_wire_in");
        PortOut = bpf.Program("falcon_port_out");
        PortIn = bpf.Program("falcon_port_in");
        PortDecided = bpf.Program("falcon_port_decided");
        WireOut = bpf.Program("falcon_wire_out");
    }

    internal BpfProgram WireIn { get; }

    internal BpfProgram PortOut { get; }

    internal BpfProgram PortIn { get; }

    internal BpfProgram PortDecided { get; }

    internal BpfProgram WireOut { get; }

    /// <summary>Loads the programs.</summary>
    /// <param name="tables">What they follow. They must live as long.</param>
    /// <param name="vxlanPort">The UDP port, 4789 by default.</param>
    /// <param name="firstPort">The index of the first port's host end; port N has N more.</param>
    /// <param name="shunt">The index of the shunt's end beside the host ends.</param>
    /// <param name="uplinkShunt">The index of its end beside the uplinks.</param>
    /// <param name="throttles">Which ports get nothing at present; a port's slot is its index. Null: all get everything.</param>
    /// <exception cref="XskException">The kernel cannot load them; the message has the verifier's log.</exception>
    public static KernelPathPrograms Load(
        KernelPathTables tables, ushort vxlanPort, int firstPort, int shunt, int uplinkShunt, ThrottleTable? throttles = null)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var bpf = BpfObject.Open(typeof(KernelPathPrograms).Assembly, "kernel_path.bpf.o");
        var constants = new PathConstants
        {
            FirstPort = firstPort,
            Ports = tables.Ports,
            Shunt = shunt,
            UplinkShunt = uplinkShunt,
            VxlanPort = BinaryPrimitives.ReverseEndianness(vxlanPort),
            Workers = tables.Workers,
            Secret = tables.Buckets.Secret,
        };
        try
        {
            tables.ShareWith(bpf);
            throttles?.ShareThrottlesWith(bpf);
            bpf.SetConstants(constants);
            return new KernelPathPrograms(bpf.Load(), tables, throttles, constants);
        }
        catch
        {
            bpf.Dispose();
            throw;
        }
    }

    /// <summary>Takes frames from an uplink.</summary>
    /// <exception cref="XskException">The device is gone, or the kernel has no tcx.</exception>
    public TcxLink AttachUplink(int ifIndex) => TcxLink.Attach(WireIn, ifIndex);

    /// <summary>Takes frames from a port's host end that no packet socket sees.</summary>
    /// <inheritdoc cref="AttachUplink"/>
    public TcxLink AttachPort(int ifIndex) => TcxLink.Attach(PortIn, ifIndex);

    /// <summary>
    /// Takes frames from a port's host end as the filter of a packet socket has decided (<see cref="Packets.PacketPorts.Path"/>). Without
    /// such a socket it takes none.
    /// </summary>
    /// <inheritdoc cref="AttachUplink"/>
    public TcxLink AttachDecidedPort(int ifIndex) => TcxLink.Attach(PortDecided, ifIndex);

    /// <summary>Lets frames from uplinks cross to the ports, at the shunt's end beside the host ends.</summary>
    /// <inheritdoc cref="AttachUplink"/>
    public TcxLink AttachShunt(int ifIndex) => TcxLink.Attach(PortOut, ifIndex);

    /// <summary>Lets frames from ports cross to the uplinks, at the shunt's end beside the uplinks.</summary>
    /// <inheritdoc cref="AttachUplink"/>
    public TcxLink AttachUplinkShunt(int ifIndex) => TcxLink.Attach(WireOut, ifIndex);

    /// <summary>Makes another object follow the same tables, in the same devices.</summary>
    internal void ShareWith(BpfObject bpf)
    {
        _tables.ShareWith(bpf);
        _throttles?.ShareThrottlesWith(bpf);
        bpf.SetConstants(_constants);
    }

    /// <summary>Makes the program count that hands over what these left to the engine.</summary>
    internal void ShareLeft(BpfObject bpf) => _tables.ShareLeft(bpf);

    /// <summary>Frees the programs, except those that a link still uses.</summary>
    public void Dispose() => _bpf.Dispose();
}
