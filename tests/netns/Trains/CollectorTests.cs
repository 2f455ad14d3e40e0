using System.Net;
using System.Net.Sockets;
using CsCheck;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Tables;
using Falcon.Netns.Tests.Harness;
using Falcon.Vxlan;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Packets;

namespace Falcon.Netns.Tests.Trains;

/// <summary>
/// The packet lane's receiving side: large frames of a real container, cut as guessed or, if the guess was wrong, by copying.
/// </summary>
public sealed class CollectorTests : IDisposable
{
    private const int Largest = ContainerLink.Mtu - 28;

    private readonly ContainerLink _pair;
    private readonly Umem _umem;
    private readonly FramePool _pool;
    private readonly FrameCache _cache;
    private readonly PacketPortLane _lane;
    private readonly Socket _container;

    public CollectorTests()
    {
        Requirements.Check();
        _pair = new ContainerLink();
        _umem = Umem.Allocate(8192);
        _pool = new FramePool(_umem);
        _cache = _pool.CreateCache();
        var options = new PacketSocketOptions
        {
            MaxSlicesPerMessage = PacketPortLane.SlicesPerMessage(ContainerLink.Mtu),
            SocketBufferBytes = 32 << 20,
            RingSlots = 4096,
        };
        PacketSocket socket = _pair.Host.Run(() => PacketSocket.Open(_umem, options));
        _lane = new PacketPortLane(socket, _umem, NewState(), ContainerLink.Mtu);
        _container = _pair.Container.Handle.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        _container.Connect(IPAddress.Parse(ContainerLink.RemoteIp), 9);
    }

    [Fact]
    public void The_first_large_frame_of_a_shape_is_copied_and_the_next_lies_where_the_kernel_put_it()
    {
        Assert.Equal(0, TakenInPlace(Largest));
        Assert.Equal(20, TakenInPlace(Largest));
        Assert.Equal(0, TakenInPlace(1000));
        Assert.Equal(20, TakenInPlace(1000));
    }

    private ForwardingState NewState() => new(
        4789, new UnderlayIdentity([], []), [],
        [new Port(0, 0, _pair.IfIndex, new MacAddress(1))],
        new ForwardingTable(16, TimeSpan.FromMinutes(5)));

    /// <summary>Sends 20 segments; returns how many came in chunks that were offered to the kernel.</summary>
    private int TakenInPlace(int size)
    {
        Send(0, 1);
        Collect(); // fills up the offers, and shows that single frames do not change the guess
        var frames = new Frame[1024];
        int offered = _lane.FramesInRings;
        Send(size, 20 * size);
        Assert.Equal(20, _lane.Receive(frames, _cache));
        int inPlace = offered - _lane.FramesInRings;
        foreach (Frame frame in frames.AsSpan(0, 20)) _cache.Return(frame.Offset);
        return inPlace;
    }

    [Fact]
    public void Whatever_containers_send_arrives_cut_as_they_asked_and_in_order() =>
        Gen.Select(Gen.Int[1, Largest], Gen.Int[1, 64], Gen.Int[0, Largest], Gen.Bool).Array[1, 30].Sample(
            sends =>
            {
                List<byte[]> sent = [];
                foreach ((int size, int count, int last, bool single) in sends)
                {
                    sent.AddRange(
                        single ? Send(0, Math.Max(1, last)) : Send(size, Math.Min(65_000, size * (count - 1) + Math.Clamp(last, 1, size))));
                }

                Assert.Equal(sent, Collect().SelectMany(message => message));
                Assert.Equal(_pool.Total, _pool.Free + _lane.FramesInRings);
            },
            iter: 60, threads: 1);

    [Fact]
    public void What_finds_no_room_waits_for_the_next_call()
    {
        List<byte[]> sent = [];
        for (int i = 0; i < 60; i++) sent.AddRange(i % 8 == 7 ? Send(0, 100) : Send(1, 64));

        Assert.Equal(sent, Collect(room: 200).SelectMany(message => message));
        Assert.Equal(_pool.Total, _pool.Free + _lane.FramesInRings);
    }

    /// <summary>A guess of small segments must leave room for the largest message.</summary>
    [Fact]
    public void The_largest_message_arrives_behind_any_guess()
    {
        foreach (int size in (int[])[Largest, 1000, 700, 520, 100])
        {
            Send(size, 20 * size);
            Collect();
            Assert.Equal(Send(Largest, 46 * Largest), Collect().SelectMany(message => message));
        }
    }

    [Fact]
    public void A_frame_of_more_segments_than_a_message_may_have_tells_only_its_loss()
    {
        var whole =
            new Segment { Tcp = true, Payload = new byte[1300], ToMac = ContainerLink.RemoteMac, FromMac = ContainerLink.ContainerMac };
        SendRaw(whole.Build(), new VirtioNetHeader
        {
            Flags = VirtioNetHeader.NeedsChecksum,
            GsoType = VirtioNetHeader.GsoTcp4,
            GsoSize = 1,
            HeaderLength = (ushort)whole.Headers,
            ChecksumStart = 34,
            ChecksumOffset = 16,
        });
        Assert.Empty(Assert.Single(Collect()));
        Send(0, 5);
        Assert.Equal(5, Assert.Single(Assert.Single(Collect())).Length);
        Assert.Equal(_pool.Total, _pool.Free + _lane.FramesInRings);
    }

    [Fact]
    public void Without_free_frames_a_large_frame_tells_its_loss_and_the_next_arrives()
    {
        Send(0, 1);
        Collect();
        uint[] all = new uint[_pool.Total];
        int taken = 0;
        while (_cache.TryTake(out all[taken])) taken++;
        Send(1, 64);
        Assert.Empty(Assert.Single(Collect()));
        _cache.Return(all.AsSpan(0, taken));
        Send(1, 64);
        Assert.Equal(64, Assert.Single(Collect()).Count);
    }

    public void Dispose()
    {
        _container.Dispose();
        _lane.Dispose();
        _pair.Dispose();
        _umem.Dispose();
    }

    /// <summary>Sends bytes from the container in datagrams of a size, or in one datagram if it is 0; returns the datagrams.</summary>
    private List<byte[]> Send(int size, int total)
    {
        byte[] bytes = new byte[total];
        Random.Shared.NextBytes(bytes);
        _container.CutInto(size);
        _container.Send(bytes);
        return [.. bytes.Chunk(size == 0 ? total : size)];
    }

    private void SendRaw(byte[] frame, VirtioNetHeader header)
    {
        using PacketSocket socket = _pair.Container.Handle.Run(
            () => PacketSocket.Open(_umem, new PacketSocketOptions { IfIndex = _pair.ContainerIfIndex }));
        Assert.True(_cache.TryTake(out uint chunk));
        frame.CopyTo(_umem.Slice(chunk, frame.Length));
        PacketMessage[] messages = [new() { IfIndex = _pair.ContainerIfIndex, Header = header, SliceCount = 1 }];
        Assert.Equal(1, socket.Send(messages, [new UmemSlice(chunk, frame.Length)], out PacketSendError error));
        Assert.Equal(PacketSendError.None, error);
        _cache.Return(chunk);
    }

    /// <summary>All waiting messages: the datagrams of each, and none of a lost one. The frames go back to the pool.</summary>
    private List<List<byte[]>> Collect(int room = 1024)
    {
        List<List<byte[]>> messages = [];
        var frames = new Frame[room];
        for (int count; (count = _lane.Receive(frames, _cache)) > 0;)
        {
            foreach (Frame frame in frames.AsSpan(0, count))
            {
                if ((frame.Flags & FrameFlags.Joined) == 0) messages.Add([]);
                if ((frame.Flags & (FrameFlags.TooLong | FrameFlags.Lost)) == 0)
                {
                    messages[^1].Add(
                    _umem.Slice(frame.Offset, frame.Length)[42..].ToArray());
                }

                _cache.Return(frame.Offset);
            }
        }

        return messages;
    }
}
