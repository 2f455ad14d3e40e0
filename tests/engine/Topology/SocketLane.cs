using System.Collections.Concurrent;
using Falcon.Api;
using Falcon.Engine.Frames;
using Falcon.Engine.Lanes;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Tests.Topology;

/// <summary>A port lane like the packet socket's: waiting messages name their device by its interface index.</summary>
internal sealed class SocketLane(
    Umem umem, ForwardingState state, TestDevices devices, Action<TestContainer, Frame, byte[]> delivered) : IPortLane
{
    private readonly ConcurrentQueue<(int IfIndex, byte[] Bytes)> _waiting = new();
    private long _arrived;
    private long _taken;

    public bool TakesTrains => true;

    public int FramesInRings => 0;

    public IReadOnlyList<DropCount> KernelDrops => [];

    public IReadOnlyList<int> PollDescriptors => [];

    public long Arrived => Interlocked.Read(ref _arrived);

    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Frames from devices that were no port's.</summary>
    public long NoPort { get; private set; }

    /// <summary>Adds a frame from a device. Any thread.</summary>
    public void Arrive(int ifIndex, byte[] frame)
    {
        _waiting.Enqueue((ifIndex, frame));
        Interlocked.Increment(ref _arrived);
    }

    public int Receive(Span<Frame> frames, FrameCache pool)
    {
        int received = 0, taken = 0;
        while (received < frames.Length && pool.TryTake(out uint chunk))
        {
            if (!_waiting.TryDequeue(out (int IfIndex, byte[] Bytes) frame))
            {
                pool.Return(chunk);
                break;
            }

            taken++;
            if (!state.HostEnds.TryFind(frame.IfIndex, out ushort port))
            {
                NoPort++;
                pool.Return(chunk);
                continue;
            }

            uint offset = chunk + FrameLayout.Headroom;
            frame.Bytes.CopyTo(umem.Slice(offset, frame.Bytes.Length));
            frames[received++] = new Frame { Offset = offset, Length = (ushort)frame.Bytes.Length, Source = port };
        }

        Interlocked.Add(ref _taken, taken);
        return received;
    }

    public int Send(ReadOnlySpan<Frame> frames, FrameCache pool, out DeliverDrop reason)
    {
        reason = DeliverDrop.PortDown;
        for (int sent = 0; sent < frames.Length; sent++)
        {
            ref readonly Frame frame = ref frames[sent];
            if (devices.Find(state.Ports[frame.Target].IfIndex) is not { } container)
            {
                if ((frame.Flags & FrameFlags.Joined) == 0) return sent;
            }
            else
            {
                delivered(container, frame, umem.Slice(frame.Offset, frame.Length).ToArray());
            }

            pool.Return(frame.Offset);
        }

        return frames.Length;
    }

    public void Flush(FrameCache pool) { }

    public void Dispose() { }
}
