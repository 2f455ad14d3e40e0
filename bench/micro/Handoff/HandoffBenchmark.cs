using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using Falcon.Engine.Frames;
using Falcon.Engine.Handoff;
using Falcon.Xsk.Threads;

namespace Falcon.Bench.Micro.Handoff;

/// <summary>
/// Hands frames from one CPU to another: Falcon's hand-off, one by one and in batches, and System.Threading.Channels. Cost per frame.
/// </summary>
public class HandoffBenchmark
{
    private const int Frames = 1 << 15;
    private const int Capacity = 1024;
    private const int Batch = 64;

    private readonly Frame[] _batch = new Frame[Batch];
    private Inbox _inbox = null!;
    private Channel<Frame> _channel = null!;
    private FrameReceiver _receiver = null!;
    private long _sent;

    [GlobalSetup(Targets = [nameof(InboxOneByOne), nameof(InboxInBatches)])]
    public void SetupInbox()
    {
        _inbox = new Inbox(Capacity);
        Start(into => _inbox.Receive(into));
    }

    [GlobalSetup(Target = nameof(BoundedChannel))]
    public void SetupBounded() => SetupChannel(Channel.CreateBounded<Frame>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true }));

    [GlobalSetup(Target = nameof(UnboundedChannel))]
    public void SetupUnbounded() => SetupChannel(Channel.CreateUnbounded<Frame>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }));

    [GlobalCleanup]
    public void Cleanup() => _receiver.Dispose();

    [Benchmark(OperationsPerInvoke = Frames)]
    public int InboxOneByOne() => Send(1);

    [Benchmark(Baseline = true, OperationsPerInvoke = Frames)]
    public int InboxInBatches() => Send(Batch);

    [Benchmark(OperationsPerInvoke = Frames)]
    public int BoundedChannel() => SendToChannel();

    [Benchmark(OperationsPerInvoke = Frames)]
    public int UnboundedChannel() => SendToChannel();

    private int Send(int batch)
    {
        ReadOnlySpan<Frame> frames = _batch.AsSpan(0, batch);
        for (int sent = 0; sent < Frames; sent += batch)
        {
            for (int polls = 0; !_inbox.TrySend(frames); polls++) FrameReceiver.Pause(polls);
            _inbox.Publish();
        }

        return Await();
    }

    private int SendToChannel()
    {
        ChannelWriter<Frame> writer = _channel.Writer;
        for (int sent = 0; sent < Frames; sent++)
        {
            for (int polls = 0; !writer.TryWrite(_batch[0]); polls++) FrameReceiver.Pause(polls);
        }

        return Await();
    }

    private int Await()
    {
        _sent += Frames;
        _receiver.WaitFor(_sent);
        return Frames;
    }

    private void SetupChannel(Channel<Frame> channel)
    {
        _channel = channel;
        ChannelReader<Frame> reader = channel.Reader;
        Start(into =>
        {
            int count = 0;
            while (count < into.Length && reader.TryRead(out into[count])) count++;
            return count;
        });
    }

    private void Start(Func<Frame[], int> receive)
    {
        IReadOnlyList<int> cpus = ThreadAffinity.AllowedCpus();
        _receiver = new FrameReceiver(receive, cpus[^1]);
        ThreadAffinity.Pin(cpus[0]);
    }
}
