using System.Net;
using System.Net.Sockets;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Threads;

namespace Falcon.Netns.Tests.Packets;

/// <summary>A container's veth, a packet socket at its host end, and a UMEM in which every chunk is one slice.</summary>
public sealed class PacketLab : IDisposable
{
    public const int SliceLength = 1400;
    private readonly List<Socket> _sockets = [];

    public PacketLab(PacketSocketOptions? options = null)
    {
        Options = options ?? new PacketSocketOptions();
        Pair = new ContainerLink();
        Umem = Umem.Allocate(1024);
        Socket = Pair.Host.Run(() => PacketSocket.Open(Umem, Options));
        Slices = [.. Enumerable.Range(0, Umem.ChunkCount).Select(i => new UmemSlice((uint)(i * Umem.ChunkSize + 256), SliceLength))];
    }

    public PacketSocketOptions Options { get; }

    public ContainerLink Pair { get; }

    public Umem Umem { get; }

    public PacketSocket Socket { get; }

    public UmemSlice[] Slices { get; }

    /// <summary>A UDP socket in the container, bound to its address and a port that the kernel chooses.</summary>
    public Socket ContainerSocket(string local = ContainerLink.LocalIp, NamedNamespace? container = null)
    {
        Socket socket = (container ?? Pair.Container).Handle.Run(
            () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        _sockets.Add(socket);
        socket.Bind(new IPEndPoint(IPAddress.Parse(local), 0));
        socket.ReceiveTimeout = 60_000;
        return socket;
    }

    /// <summary>Messages of <paramref name="slices"/> slices each, one after another.</summary>
    public static PacketMessage[] Messages(int count, int slices) =>
        [.. Enumerable.Range(0, count).Select(i => new PacketMessage { FirstSlice = i * slices, SliceCount = slices })];

    /// <summary>Waits for frames and receives once; fails if none comes.</summary>
    public int Receive(Span<PacketMessage> messages, PacketSocket? socket = null)
    {
        PacketSocket from = socket ?? Socket;
        Assert.True(new FdPoller([from.Fd]).Wait(TimeSpan.FromMinutes(1)) > 0, "no frame came");
        return from.Receive(messages, Slices);
    }

    /// <summary>The bytes of a received message, its slices joined.</summary>
    public byte[] Bytes(in PacketMessage message)
    {
        var bytes = new List<byte>();
        for (int i = 0; bytes.Count < message.Length; i++)
        {
            UmemSlice slice = Slices[message.FirstSlice + i];
            bytes.AddRange(Umem.Slice(slice.Address, Math.Min(slice.Length, message.Length - bytes.Count)));
        }
        return [.. bytes];
    }

    /// <summary>Writes a datagram for the container into one slice; returns the slice and the message.</summary>
    public (PacketMessage Message, UmemSlice Slice) Datagram(int index, ushort port, byte[] payload)
    {
        UmemSlice slice = Slices[index] with { Length = UdpFrame.HeaderLength + payload.Length };
        Span<byte> frame = Umem.Slice(slice.Address, slice.Length);
        UdpFrame.Headers(4000, port, payload.Length).CopyTo(frame);
        payload.CopyTo(frame[UdpFrame.HeaderLength..]);
        return (new PacketMessage { IfIndex = Pair.IfIndex, FirstSlice = index, SliceCount = 1, Header = PartialChecksum() }, slice);
    }

    public static VirtioNetHeader PartialChecksum() => new()
    {
        Flags = VirtioNetHeader.NeedsChecksum,
        ChecksumStart = UdpFrame.UdpOffset,
        ChecksumOffset = UdpFrame.ChecksumOffset,
    };

    public static ushort PortOf(Socket socket) => (ushort)((IPEndPoint)socket.LocalEndPoint!).Port;

    public void Dispose()
    {
        foreach (Socket socket in _sockets)
            socket.Dispose();
        Socket.Dispose();
        Pair.Dispose();
        Umem.Dispose();
    }
}
