using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Rings;
using Falcon.Xsk.Sockets;


namespace Falcon.Netns.Tests.Xsk;

/// <summary>AF_XDP sockets on a veth pair: v0 is ours, v1 the peer's.</summary>
public sealed class XskSocketTests : IDisposable
{
    private readonly VethPair _veth = new();

    public void Dispose() => _veth.Dispose();

    [Fact]
    public void A_veth_binds_in_copy_mode_and_says_that_zero_copy_was_refused()
    {
        using var us = new XskEndpoint(_veth, 0);

        Assert.Equal(XskBindMode.Copy, us.Socket.Mode);
        Assert.Contains("zero-copy refused", us.Socket.ModeReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_sent_on_one_end_are_received_on_the_other_and_all_chunks_come_back()
    {
        using var us = new XskEndpoint(_veth, 0);
        using var peer = new XskEndpoint(_veth, 1);
        using UplinkProgram uplink = AttachUplink(us.Socket, XskBindMode.Copy);
        us.Fill(64);
        byte[][] frames = Enumerable.Range(0, 60).Select(i => VxlanFrames.Build().Concat(new byte[i]).ToArray()).ToArray();

        for (int round = 0; round < 10; round++) // several times around the rings
        {
            peer.Send(frames);
            Assert.Equal(frames, us.Receive(frames.Length));
            us.Fill(frames.Length);
            peer.CompleteAll();
        }

        Assert.Equal(64, us.Socket.OutstandingFill);
        Assert.Equal(us.Pool.Total - 64, us.Pool.Free);
        Assert.Equal(peer.Pool.Total, peer.Pool.Free);
        Assert.Equal(0, peer.Socket.TransmitErrors);
        Assert.Equal(default, us.Socket.ReadStatistics() with { FillRingEmpty = 0, TxRingEmpty = 0 });
    }

    [Theory]
    [InlineData(XskBindMode.Copy)]
    [InlineData(XskBindMode.Skb)]
    public void Frames_without_a_chunk_count_as_such_and_not_otherwise(XskBindMode mode)
    {
        using UplinkProgram uplink = AttachUplink(null, mode);
        using var us = new XskEndpoint(_veth, 0);
        using var peer = new XskEndpoint(_veth, 1);
        uplink.SetSocket(0, us.Socket);
        us.Fill(2);

        peer.Send([.. Enumerable.Repeat(VxlanFrames.Build(), 2 + 5)]);
        Assert.Equal(2, us.Receive(2).Count);
        Assert.True(SpinWait.SpinUntil(() => us.Socket.ReadStatistics().FillRingEmpty == 5, TimeSpan.FromMinutes(1)));

        Assert.Equal(5UL, us.Socket.ReadStatistics().RxDropped);
        Assert.Equal(0UL, us.Socket.ReadStatistics().RxDroppedOtherwise(mode));
    }

    [Fact]
    public void The_skb_hook_receives_too_and_the_mode_says_so()
    {
        using UplinkProgram uplink = AttachUplink(null, XskBindMode.Skb);
        using var us = new XskEndpoint(_veth, 0);
        using var peer = new XskEndpoint(_veth, 1);
        uplink.SetSocket(0, us.Socket);
        us.Fill(16);

        peer.Send(VxlanFrames.Build());

        Assert.Equal(XskBindMode.Skb, us.Socket.Mode);
        Assert.Contains("skb hook", us.Socket.ModeReason, StringComparison.Ordinal);
        Assert.Equal([VxlanFrames.Build()], us.Receive(1));
    }

    [Fact]
    public void Traffic_of_the_host_passes_while_the_program_is_attached()
    {
        using var us = new XskEndpoint(_veth, 0);
        using UplinkProgram uplink = AttachUplink(us.Socket, XskBindMode.Copy);
        us.Fill(16);

        _veth.Execute(1, "ping -c 3 -i 0.01 -W 10 10.9.0.1").Succeeds();

        Assert.Equal(16, us.Socket.OutstandingFill);
    }

    [Fact]
    public void A_port_program_takes_every_frame()
    {
        using var us = new XskEndpoint(_veth, 0);
        using var peer = new XskEndpoint(_veth, 1);
        using var holds = PortHolds.Create(1);
        using PortProgram port = _veth.Run(0, () => PortProgram.Attach(_veth.IfIndex[0], 2, 0, holds));
        port.SetSocket(0, us.Socket);
        us.Fill(16);
        byte[] frame = [.. Enumerable.Range(0, 60).Select(i => (byte)(255 - i))];

        peer.Send(frame);

        Assert.Contains(frame, us.Receive(1));
    }

    [Fact]
    public void A_second_device_shares_the_UMEM_and_sends_on_what_the_first_received_without_a_copy()
    {
        using var us = new XskEndpoint(_veth, 0);
        using var second = new VethPair();
        using var ours = new XskEndpoint(second, 0, us);
        using var sender = new XskEndpoint(_veth, 1);
        using var receiver = new XskEndpoint(second, 1);
        using UplinkProgram uplink = AttachUplink(us.Socket, XskBindMode.Copy);
        using var holds = PortHolds.Create(1);
        using PortProgram port = second.Run(1, () => PortProgram.Attach(second.IfIndex[1], 2, 0, holds));
        port.SetSocket(0, receiver.Socket);
        us.Fill(16);
        receiver.Fill(64);
        ours.Fill(16);

        sender.Send(VxlanFrames.Build());
        var descriptors = new XdpDescriptor[1];
        Assert.True(SpinWait.SpinUntil(() => us.Socket.Receive(descriptors) == 1, TimeSpan.FromMinutes(1)));
        descriptors[0].Address += 50;
        descriptors[0].Length -= 50;
        Assert.Equal(1, ours.Socket.Transmit(descriptors));
        ours.Socket.KickTransmit();

        Assert.Contains(VxlanFrames.Build()[50..], receiver.Receive(1));
        ours.CompleteAll();
        Assert.Equal(us.Pool.Total, us.Pool.Free + us.Socket.OutstandingFill + ours.Socket.OutstandingFill);
    }

    [Fact]
    public void A_socket_whose_device_vanished_gives_all_its_chunks_back()
    {
        var us = new XskEndpoint(_veth, 0);
        using UplinkProgram uplink = AttachUplink(us.Socket, XskBindMode.Copy);
        using var peer = new XskEndpoint(_veth, 1);
        us.Fill(64);
        peer.Send(VxlanFrames.Build(), VxlanFrames.Build());
        Assert.Single(us.Receive(1)[..1]);
        us.Send(VxlanFrames.Build(), VxlanFrames.Build()); // not completed by us

        _veth.Execute(0, "ip link del v0");
        us.Send(VxlanFrames.Build());
        int lent = us.Socket.OutstandingFill + us.Socket.OutstandingTx;

        Assert.True(us.Socket.TransmitErrors > 0);
        Assert.Equal(us.Pool.Total - lent, us.Pool.Free);
        Assert.Equal(lent, us.Socket.Reclaim(us.Frames));
        Assert.Equal(us.Pool.Total, us.Pool.Free);
        us.Dispose();
        Assert.Throws<NullReferenceException>(() => us.Socket.Receive(new XdpDescriptor[1]));
    }

    [Fact]
    public void The_data_path_allocates_nothing()
    {
        using var us = new XskEndpoint(_veth, 0);
        using var peer = new XskEndpoint(_veth, 1);
        using UplinkProgram uplink = AttachUplink(us.Socket, XskBindMode.Copy);
        us.Fill(32);
        VxlanFrames.Build().CopyTo(peer.Umem.Slice(0, 110));
        var descriptors = new XdpDescriptor[16];
        uint[] chunks = new uint[16];
        Exchange(10);

        long before = GC.GetAllocatedBytesForCurrentThread();
        int exchanged = Exchange(1000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1000, exchanged);

        int Exchange(int frames)
        {
            int received = 0;
            for (int i = 0; i < frames; i++)
            {
                descriptors[0] = new XdpDescriptor(0, 110);
                peer.Socket.Transmit(descriptors.AsSpan(0, 1));
                peer.Socket.KickTransmit();
                int count = 0;
                for (long spins = 0; count == 0 && spins < 100_000_000; spins++)
                    count = us.Socket.Receive(descriptors);
                received += count;
                for (int frame = 0; frame < count; frame++)
                    chunks[frame] = us.Umem.ChunkStart((uint)descriptors[frame].Address);
                us.Socket.Fill(chunks.AsSpan(0, count));
                us.Socket.KickReceive();
                peer.Socket.Complete(chunks);
            }

            return received;
        }
    }

    [Fact]
    public void A_frame_outside_the_UMEM_is_counted_by_the_kernel_and_the_socket_goes_on()
    {
        using var peer = new XskEndpoint(_veth, 1);
        peer.Socket.Transmit([new XdpDescriptor(uint.MaxValue, 64)]);
        peer.Socket.KickTransmit();
        peer.Send(VxlanFrames.Build());

        Assert.Equal(1UL, peer.Socket.ReadStatistics().TxInvalidDescs);
    }

    [Fact]
    public void A_queue_that_is_taken_or_missing_and_a_missing_device_are_named()
    {
        using var us = new XskEndpoint(_veth, 0);
        XskException taken = Assert.Throws<XskException>(() => new XskEndpoint(_veth, 0));
        Assert.Contains("queue 0 of v0", taken.Message, StringComparison.Ordinal);
        Assert.Contains("has an AF_XDP socket already", taken.Message, StringComparison.Ordinal);

        Assert.Contains("no such queue", OpenFails(_veth.IfIndex[0], 7), StringComparison.Ordinal);
        Assert.Contains("no such device", OpenFails(12345, 0), StringComparison.Ordinal);
    }

    private string OpenFails(int ifIndex, int queue)
    {
        using var umem = Umem.Allocate(16);
        return Assert.Throws<XskException>(
            () => _veth.Run(0, () => XskSocket.Open(new XskSocketOptions { IfIndex = ifIndex, Queue = queue, Umem = umem }))).Message;
    }

    private UplinkProgram AttachUplink(XskSocket? socket, XskBindMode mode)
    {
        UplinkProgram uplink = _veth.Run(0, () => UplinkProgram.Attach(_veth.IfIndex[0], mode, VxlanFrames.Port, 2));
        uplink.AddVtep(VxlanFrames.Vtep4);
        uplink.AddVni(VxlanFrames.Vni);
        if (socket is not null)
            uplink.SetSocket(0, socket);
        return uplink;
    }
}
