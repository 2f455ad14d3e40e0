using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;
using Tmds.Linux;

namespace Falcon.Xsk.Packets;

/// <summary>
/// A group of packet sockets of one network namespace that share the frames. At first the first socket gets all of them; after
/// <see cref="Spread"/> each flow goes to one of the sockets. Source: packet(7), PACKET_FANOUT_EBPF; xsk/bpf/fanout.bpf.c. Not thread-safe.
/// </summary>
public sealed unsafe class PacketFanout : IDisposable
{
    private readonly BpfObject _bpf;
    private readonly ushort _group;
    private PacketSocket? _member;

    private PacketFanout(BpfObject bpf, ushort group)
    {
        _bpf = bpf;
        _group = group;
    }

    /// <summary>
    /// Prepares a group. Sockets join it through <see cref="PacketSocketOptions.Fanout"/> and are numbered in that order.
    /// </summary>
    /// <param name="group">A number that no other group of the namespace has.</param>
    /// <exception cref="XskException">The programs cannot be loaded.</exception>
    public static PacketFanout Open(ushort group)
    {
        var bpf = BpfObject.Open(typeof(PacketFanout).Assembly, "fanout.bpf.o");
        try
        {
            bpf.SetConstants(FanoutKey.Random());
            return new PacketFanout(bpf.Load(), group);
        }
        catch
        {
            bpf.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Distributes new frames over all sockets, or gives them all to the first. Takes some milliseconds. When it returns, no frame is under
    /// way any more that was distributed the old way; frames waiting in sockets stay there.
    /// </summary>
    /// <exception cref="InvalidOperationException">No socket has joined the group.</exception>
    /// <exception cref="XskException">The kernel refuses.</exception>
    public void Spread(bool spread)
    {
        int member = (_member ?? throw new InvalidOperationException("no socket has joined the group")).Fd;
        int program = _bpf.Program(spread ? "falcon_spread" : "falcon_gather").Fd;
        // Replacing a program waits until nobody runs it: __fanout_set_data_bpf of net/packet/af_packet.c.
        Errno.Check(
            LibC.setsockopt(member, LibC.SOL_PACKET, LibcPacket.PACKET_FANOUT_DATA, &program, sizeof(int)),
            $"set how fanout group {_group} deals its frames out");
    }

    /// <summary>Unloads the programs. The group ends with its sockets.</summary>
    public void Dispose() => _bpf.Dispose();

    /// <summary>The value for PACKET_FANOUT.</summary>
    internal int Option => _group | LibcPacket.PACKET_FANOUT_EBPF << 16;

    /// <summary>Notes that a socket has joined.</summary>
    internal void Admit(PacketSocket member)
    {
        if (_member is not null) return;
        _member = member;
        Spread(false);
    }
}
