using Falcon.Xsk.Native;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Threads;


namespace Falcon.Pktgen;

/// <summary>
/// Generates frames inside the kernel: an XDP program (bpf/pktgen.bpf.c) that BPF_PROG_TEST_RUN feeds with live frames fills each and
/// redirects it to the device. Flows, lengths, time stamps and pace are the program's, so user space sleeps while it runs.
/// Needs CAP_BPF, CAP_NET_ADMIN and Linux 5.18. Source: Documentation/bpf/bpf_prog_run.rst of the kernel.
/// </summary>
public sealed class LiveFrameGenerator : IFrameGenerator
{
    private const long WaitSlice = 50_000;         // ns, LONGEST_WAIT of the program: a frame slot is spent on each
    private const long FirstFrames = 1 << 18;      // enough to know the speed
    private const long FewestFrames = 1 << 12;     // a run costs 20 ms, however short it is
    private const long MostFrames = 1 << 28;
    private const int Interrupted = 4;             // EINTR

    private readonly GeneratorOptions _options;
    private readonly BpfObject _object;
    private readonly BpfProgram _program;
    private readonly BpfMap _state;
    private readonly BpfMap _control;
    private readonly byte[] _frame;

    private LiveFrameGenerator(GeneratorOptions options, BpfObject bpfObject)
    {
        _options = options;
        _object = bpfObject;
        _program = bpfObject.Program("pktgen_send");
        _state = bpfObject.Map(".bss");
        _control = bpfObject.Map(".data");
        bpfObject.Map("devices").Update(0u, (uint)options.IfIndex); // found in the network namespace of this thread
        _frame = new byte[options.Template.Lengths.Longest];
    }

    /// <summary>Loads the program.</summary>
    /// <exception cref="XskException">A capability or kernel feature is missing.</exception>
    public static LiveFrameGenerator Open(GeneratorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var bpfObject = BpfObject.Open(typeof(LiveFrameGenerator).Assembly, "pktgen.bpf.o");
        try
        {
            bpfObject.SetConstants(PktgenConstants.From(options));
            return new LiveFrameGenerator(options, bpfObject.Load());
        }
        catch
        {
            bpfObject.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public GeneratorResult Run(CancellationToken stop)
    {
        long cpu = ThreadClock.CpuNanoseconds();
        _control.Update(0u, new PktgenControl { Limit = _options.Limit, Duration = _options.Nanoseconds });
        using var interrupt = new ThreadInterrupt();
        using CancellationTokenRegistration registration = stop.Register(() =>
        {
            _control.Update(0u, default(PktgenControl));
            interrupt.Send();
        });

        PktgenState state = ReadState();
        while (!stop.IsCancellationRequested && state.Frames < _options.Limit && Elapsed(state) < _options.Nanoseconds)
        {
            state.BulkLeft = 0;
            _state.Update(0u, state);
            RunLive(Slots(state));
            state = ReadState();
        }

        ulong elapsed = state.Now - state.Start + (_options.Rate is { } rate ? (ulong)(RateSchedule.Interval(rate) >> 16) : 0);
        return GeneratorResult.Of(
            (long)state.Frames, (long)state.Bytes, (long)elapsed, ThreadClock.CpuNanoseconds() - cpu, (long)state.Forgotten,
            (long)state.Waited);
    }

    /// <summary>Unloads the program.</summary>
    public void Dispose() => _object.Dispose();

    // How often the program should run: once per frame, and once per slice that it waits. Once its end has come it drops the rest quickly.
    private int Slots(in PktgenState state)
    {
        double frames = _options.Limit - state.Frames;
        double nanoseconds = (double)_options.Nanoseconds - Elapsed(state);
        double slots = _options.Rate is { } rate
            ? frames + (Math.Min(nanoseconds, frames / rate * 1e9) / WaitSlice) + 1
            : Math.Min(frames, state.Frames == 0 ? FirstFrames : nanoseconds * state.Frames / (state.Now - state.Start + 1));
        return (int)Math.Clamp(slots, FewestFrames, MostFrames);
    }

    // The program reads the same clock.
    private static ulong Elapsed(in PktgenState state) => state.Start == 0 ? 0 : (ulong)ThreadClock.MonotonicNanoseconds() - state.Start;

    private void RunLive(int slots)
    {
        try
        {
            _program.RunLive(_frame, slots, _options.Rate is null ? _options.BatchSize : _options.Bulk);
        }
        catch (XskException e) when (e.ErrorNumber == Interrupted)
        {
            // A signal for this thread ends a run early, ThreadInterrupt's or another; whether to go on is the token's business.
        }
    }

    private PktgenState ReadState()
    {
        _state.TryRead(0u, out PktgenState state);
        return state;
    }
}
