using System.Diagnostics;
using Falcon.Netns.Tests.Harness;
using Falcon.Xsk.Links;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Packets;

namespace Falcon.Netns.Tests.Hostile;

/// <summary>Writes a hostile frame into a span and returns its length.</summary>
internal delegate int FrameWriter(Span<byte> frame);

/// <summary>
/// Sends hostile frames on a device, past its queueing discipline, until it is disposed. If the device goes, it looks for it again.
/// </summary>
internal sealed class HostileSender : IDisposable
{
    private const int Batch = 32;
    private const int LargestSlices = 48;
    private const int Headroom = 256;

    private readonly Namespace _place;
    private readonly string _device;
    private readonly HostileFrameSource _frames;
    private readonly FrameWriter _write;
    private readonly int _perSecond;
    private readonly bool _large;
    private readonly Thread _thread;
    private readonly PacketMessage[] _messages = new PacketMessage[Batch];
    private readonly UmemSlice[] _slices = new UmemSlice[Batch * LargestSlices];
    private readonly Stopwatch _clock = new();
    private long _refused;
    private volatile bool _stopping;

    private HostileSender(Namespace place, string device, HostileFrameSource frames, FrameWriter write, int perSecond, bool large)
    {
        (_place, _device, _frames, _write, _perSecond, _large) = (place, device, frames, write, perSecond, large);
        _thread = new Thread(Run) { Name = "hostile", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The frames that left; a large frame counts as the frames that the kernel makes of it.</summary>
    public long Sent { get; private set; }

    /// <summary>The exception that ended it; null while it runs and after it was disposed.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Sends frames from a container's device.</summary>
    /// <param name="container">The container.</param>
    /// <param name="frames">The source of the frames.</param>
    /// <param name="perSecond">The rate that it tries to send; 0 for as fast as it can.</param>
    /// <param name="large">Whether some frames are large ones with segmentation headers.</param>
    public static HostileSender InContainer(Container container, HostileFrameSource frames, int perSecond, bool large) =>
        new(container, "eth0", frames, frames.Write, perSecond, large);

    /// <summary>Sends VXLAN frames from a host's uplink.</summary>
    /// <param name="from">The host that sends.</param>
    /// <param name="to">The host that it sends to.</param>
    /// <param name="frames">The source of the frames.</param>
    /// <param name="perSecond">The rate that it tries to send; 0 for as fast as it can.</param>
    public static HostileSender OnWire(Host from, Host to, HostileFrameSource frames, int perSecond) =>
        new(from, Host.Uplink, frames, frame => frames.WriteTunnelled(frame, from, to), perSecond, large: false);

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        Assert.Null(Fault);
    }

    private void Run()
    {
        try
        {
            using var umem = Umem.Allocate(Batch * LargestSlices);
            using var place = NetworkNamespace.Open(_place.Name);
            _clock.Start();
            while (!_stopping) place.Run(() => SendOnDevice(umem));
        }
        catch (Exception fault)
        {
            Fault = fault;
        }
    }

    /// <summary>Sends until the device is gone or down.</summary>
    private void SendOnDevice(Umem umem)
    {
        using var netlink = RtNetlink.Open();
        int ifIndex = netlink.FindLink(_device)?.IfIndex ?? 0;
        using PacketSocket? socket = ifIndex == 0 ? null : TryOpen(umem, ifIndex);
        if (socket is null)
        {
            Thread.Sleep(10);
            return;
        }

        bool works = true;
        while (works && !_stopping)
        {
            if (_perSecond > 0 && Sent + _refused > _clock.Elapsed.TotalSeconds * _perSecond) Thread.Sleep(1);
            else works = SendBatch(socket, umem, ifIndex);
        }

        if (!works) Thread.Sleep(10);
    }

    /// <summary>Opens a socket; null if the device has gone in the meantime.</summary>
    private static PacketSocket? TryOpen(Umem umem, int ifIndex)
    {
        try
        {
            return PacketSocket.Open(umem, new PacketSocketOptions { MaxSlicesPerMessage = LargestSlices, IfIndex = ifIndex });
        }
        catch (XskException)
        {
            return null;
        }
    }

    private bool SendBatch(PacketSocket socket, Umem umem, int ifIndex)
    {
        int slices = 0;
        for (int i = 0; i < Batch; i++) slices += Add(ref _messages[i], slices, umem, ifIndex);
        for (int next = 0; next < Batch; next++) // goes on behind a message that the kernel refuses
        {
            int sent = socket.Send(_messages.AsSpan(next), _slices, out PacketSendError error);
            foreach (PacketMessage message in _messages.AsSpan(next, sent)) Sent += Frames(message);
            next += sent;
            if (next < Batch) _refused++;
            if (error is PacketSendError.DeviceGone or PacketSendError.DeviceDown) return false;
        }

        return true;
    }

    /// <summary>
    /// The number of frames in a message. One of 65,000 bytes with a segment size of one is 65,000 frames: the kernel makes all of them at
    /// once on their way out of the container, and nothing else runs on that CPU for tens of milliseconds.
    /// </summary>
    private long Frames(PacketMessage message)
    {
        long bytes = 0;
        foreach (UmemSlice slice in _slices.AsSpan(message.FirstSlice, message.SliceCount)) bytes += slice.Length;
        return message.Header is { GsoType: not VirtioNetHeader.GsoNone, GsoSize: > 0 and var size }
            ? Math.Max(1, (bytes - message.Header.HeaderLength + size - 1) / size)
            : message.SliceCount;
    }

    private int Add(ref PacketMessage message, int firstSlice, Umem umem, int ifIndex)
    {
        uint start = (uint)(firstSlice * umem.ChunkSize + Headroom);
        int length = _write(umem.Slice(start, umem.ChunkSize - Headroom));
        int count = _large && _frames.Next(8) == 0 ? _frames.Next(LargestSlices) + 1 : 1;
        _slices[firstSlice] = new UmemSlice(start, length);
        for (int i = 1; i < count; i++)
            _slices[firstSlice + i] = new UmemSlice(start + (uint)(i * umem.ChunkSize), HostileFrameSource.Longest);
        message = new PacketMessage
        {
            IfIndex = ifIndex,
            FirstSlice = firstSlice,
            SliceCount = count,
            Header = _large ? _frames.VirtioHeader(length) : default
        };
        return count;
    }
}
