using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Lanes;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Vxlan;
using Falcon.Xsk.Native;
using Falcon.Xsk.Sockets;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.Uplinks;

/// <summary>
/// Reads outer packets that came in fragments. The XDP program leaves fragments to the host's kernel, which reassembles them; this thread
/// hands the whole packets to a worker as if they came from the wire. A VTEP must not fragment, but routers may, and kernel peers let them
/// (RFC 7348, section 4.3). This path is slow, and limited so that it cannot use up a CPU. It runs a thread in the uplinks' namespace.
/// </summary>
internal sealed class FragmentReader : IDisposable
{
    /// <summary>Datagrams per round, after which the thread rests: at most some 60,000 a second.</summary>
    private const int Most = 64;

    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(1);

    private readonly ForwardingState _state;
    private readonly ReassembledFrames _frames;
    private readonly int _largest;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly Action _ring;
    private readonly Func<AddressFamily, ushort, RawReceiver?> _open;
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private readonly ControlThread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="state">The tables, to recognise packets for us.</param>
    /// <param name="frames">Receives the frames.</param>
    /// <param name="largest">Bytes of the largest frame that fits a UMEM chunk.</param>
    /// <param name="events">Receives an event when reading fails.</param>
    /// <param name="faults">Receives unexpected exceptions.</param>
    /// <param name="ring">Wakes the worker that takes the frames.</param>
    /// <param name="open">Opens a socket that receives whole UDP datagrams to a port.</param>
    public FragmentReader(
        ForwardingState state, ReassembledFrames frames, int largest, ChannelWriter<DataplaneEvent> events,
        ControlFaults faults, Action ring, Func<AddressFamily, ushort, RawReceiver?> open)
    {
        _state = state;
        _frames = frames;
        _largest = largest;
        _events = events;
        _ring = ring;
        _open = open;
        _thread = new ControlThread("fragments", faults, Run);
    }

    public void Dispose() => _thread.Dispose();

    private void Run(ControlThread thread)
    {
        List<RawReceiver> receivers = [];
        try
        {
            Open(receivers);
            var poller = new FdPoller([thread.WakeUpFd, .. receivers.Select(receiver => receiver.Fd)]);
            while (!thread.Stopping)
            {
                poller.Wait(null);
                if (receivers.Sum(Read) >= Most) thread.Stop.WaitOne(s_rest);
            }
        }
        finally
        {
            foreach (RawReceiver receiver in receivers) receiver.Dispose();
        }
    }

    private void Open(List<RawReceiver> receivers)
    {
        try
        {
            foreach (AddressFamily family in (ReadOnlySpan<AddressFamily>)[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
            {
                if (_open(family, _state.VxlanPort) is { } receiver) receivers.Add(receiver);
            }
        }
        catch (XskException fault)
        {
            string what = $"outer packets that come in fragments are lost: {fault.Message}";
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.FragmentsLost, "fragments", what));
        }
    }

    private int Read(RawReceiver receiver)
    {
        int read = 0, added = 0;
        for (int length; read < Most && (length = receiver.Receive(_buffer, out IPAddress from, out IPAddress? to)) > 0; read++)
        {
            ReadOnlySpan<byte> packet = _buffer.AsSpan(0, length);
            byte[]? frame = to is null ? FrameOf(packet) : FrameOf(from, to, packet);
            if (frame is null || !IsOurs(frame)) continue;
            _frames.Add(frame);
            added++;
        }

        if (added > 0) _ring();
        return read;
    }

    /// <summary>Makes the frame of a whole IPv4 packet; null when it is too large.</summary>
    private byte[]? FrameOf(ReadOnlySpan<byte> packet)
    {
        if (NewFrame(packet.Length, EtherTypes.Ipv4) is not { } frame) return null;
        packet.CopyTo(frame.AsSpan(EthernetHeader.Length));
        return frame;
    }

    /// <summary>Makes the frame of an IPv6 datagram, whose IP header the kernel does not give.</summary>
    private byte[]? FrameOf(IPAddress from, IPAddress to, ReadOnlySpan<byte> datagram)
    {
        if (NewFrame(Ipv6Header.Length + datagram.Length, EtherTypes.Ipv6) is not { } frame) return null;
        _ = new Ipv6Header(frame.AsSpan(EthernetHeader.Length))
        {
            VersionClassLabel = 6u << 28,
            PayloadLength = (ushort)datagram.Length,
            NextHeader = IpProtocols.Udp,
            HopLimit = 64,
            Source = VtepAddress.ToUInt128(from),
            Destination = VtepAddress.ToUInt128(to),
        };
        datagram.CopyTo(frame.AsSpan(EthernetHeader.Length + Ipv6Header.Length));
        return frame;
    }

    private byte[]? NewFrame(int packet, ushort etherType)
    {
        if (EthernetHeader.Length + packet > _largest) return null;
        byte[] frame = new byte[EthernetHeader.Length + packet];
        _state.Underlay.Uplinks[0].Mac.Write(frame); // the kernel accepted it, so it was for us
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), etherType);
        return frame;
    }

    /// <summary>
    /// Whether a frame is for us. Datagrams for others come here too, for example those of a kernel tunnel's overlays; they must not be
    /// counted as drops.
    /// </summary>
    private bool IsOurs(ReadOnlySpan<byte> frame) =>
        Decapsulator.TryDecapsulate(frame, _state.VxlanPort, _state.Underlay.RulesOf(0), out DecapsulatedFrame inner)
            == DecapsulateError.None
        && _state.Underlay.IsLocalVtep(inner.Destination) && _state.Vnis.TryFind(inner.Vni, out _);
}
