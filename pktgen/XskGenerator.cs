using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Rings;
using Falcon.Xsk.Sockets;
using Falcon.Xsk.Threads;


namespace Falcon.Pktgen;

/// <summary>
/// Generates frames in user space and sends them through an AF_XDP socket: slower than <see cref="LiveFrameGenerator"/>, but it shows what
/// AF_XDP transmit can do, and uses zero-copy where the device has it.
/// </summary>
public sealed class XskGenerator : IFrameGenerator
{
    private const int Chunks = 4096;
    private const long LongestDrain = 100_000_000; // ns

    private readonly GeneratorOptions _options;
    private readonly Umem _umem;
    private readonly XskSocket _socket;
    private readonly XdpDescriptor[] _batch;
    private readonly uint[] _free = new uint[Chunks];
    private int _freeCount;

    private XskGenerator(GeneratorOptions options, Umem umem, XskSocket socket)
    {
        _options = options;
        _umem = umem;
        _socket = socket;
        _batch = new XdpDescriptor[options.Rate is null ? options.BatchSize : options.Bulk];
        for (int i = 0; i < Chunks; i++)
            _free[_freeCount++] = (uint)(i * umem.ChunkSize);
    }

    /// <summary>How the socket is bound.</summary>
    public XskBindMode Mode => _socket.Mode;

    /// <summary>Opens the socket on queue 0 of the device.</summary>
    /// <exception cref="XskException">The device or the kernel cannot, or a capability is missing.</exception>
    public static XskGenerator Open(GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var umem = Umem.Allocate(Chunks, options.Template.Lengths.Longest <= 2048 ? 2048 : 4096);
        try
        {
            return new XskGenerator(options, umem, XskSocket.Open(new XskSocketOptions { IfIndex = options.IfIndex, Umem = umem }));
        }
        catch
        {
            umem.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public GeneratorResult Run(CancellationToken stop)
    {
        long cpu = ThreadClock.CpuNanoseconds();
        long start = ThreadClock.MonotonicNanoseconds();
        long now = start;
        var flows = new FlowSchedule(_options.Flows, _options.Burst);
        RateSchedule? pace = _options.Rate is { } rate ? new RateSchedule(rate, start) : null;
        ulong frames = 0;
        long bytes = 0;
        long waited = 0;
        while (!stop.IsCancellationRequested && frames < _options.Limit && (ulong)(now - start) < _options.Nanoseconds)
        {
            long before = now;
            now = ThreadClock.MonotonicNanoseconds();
            if (pace is { } schedule)
            {
                if (now < schedule.Turn)
                {
                    waited += now - before;
                    continue;
                }

                schedule.Leave(now);
                pace = schedule;
            }

            int count = (int)Math.Min((ulong)_batch.Length, _options.Limit - frames);
            bytes += Send(count, ref flows, now);
            frames += (ulong)count;
        }

        Drain();
        long elapsed = now - start + (_options.Rate is { } r ? RateSchedule.Interval(r) >> 16 : 0);
        return GeneratorResult.Of((long)frames, bytes, elapsed, ThreadClock.CpuNanoseconds() - cpu, pace?.Forgotten ?? 0, waited);
    }

    /// <summary>Closes the socket and frees its memory.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _umem.Dispose();
    }

    private long Send(int count, ref FlowSchedule flows, long now)
    {
        while (_freeCount < count || _socket.TransmitRoom < count)
        {
            _socket.KickTransmit();
            Reclaim();
        }

        long bytes = 0;
        for (int i = 0; i < count; i++)
        {
            (ushort flow, ulong sequence) = flows.Next();
            uint chunk = _free[--_freeCount];
            int length = _options.Template.Write(_umem.Slice(chunk, _umem.ChunkSize), new PayloadHeader(flow, sequence, (ulong)now));
            _batch[i] = new XdpDescriptor { Address = chunk, Length = (uint)length };
            bytes += length;
        }

        _socket.Transmit(_batch.AsSpan(0, count));
        _socket.KickTransmit();
        Reclaim();
        return bytes;
    }

    private void Reclaim() => _freeCount += _socket.Complete(_free.AsSpan(_freeCount));

    private void Drain()
    {
        long until = ThreadClock.MonotonicNanoseconds() + LongestDrain;
        while (_socket.OutstandingTx > 0 && ThreadClock.MonotonicNanoseconds() < until)
        {
            _socket.KickTransmit();
            Reclaim();
        }
    }
}
