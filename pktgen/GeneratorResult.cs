namespace Falcon.Pktgen;

/// <summary>What a generator did.</summary>
/// <param name="Frames">Frames handed to the device.</param>
/// <param name="Bytes">Their bytes, without FCS.</param>
/// <param name="Elapsed">From the first frame to the last; for a paced run to when the next one would have been due.</param>
/// <param name="Cpu">CPU time of the thread, with the softirqs that ran in it: on a veth also what the other end does with the frames at
/// once.</param>
/// <param name="Forgotten">How much a paced run fell behind without catching up.</param>
/// <param name="Waited">How much of its CPU time a paced run spun, waiting for the next bulk's turn.</param>
public sealed record GeneratorResult(long Frames, long Bytes, TimeSpan Elapsed, TimeSpan Cpu, TimeSpan Forgotten, TimeSpan Waited)
{
    /// <summary>Frames per second; 0 when there were too few to tell.</summary>
    public double FramesPerSecond => Elapsed > TimeSpan.Zero ? Frames / Elapsed.TotalSeconds : 0;

    /// <summary>A result whose times are in nanoseconds.</summary>
    internal static GeneratorResult Of(long frames, long bytes, long elapsed, long cpu, long forgotten, long waited) =>
        new(frames, bytes, FromNanoseconds(elapsed), FromNanoseconds(cpu), FromNanoseconds(forgotten), FromNanoseconds(waited));

    private static TimeSpan FromNanoseconds(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
