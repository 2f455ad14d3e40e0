namespace Falcon.Pktgen;

/// <summary>What a run of the generator came to; <c>falcon pktgen --json</c> prints it.</summary>
public sealed record GeneratorReport
{
    /// <summary>The device that sent.</summary>
    public string Device { get; init; } = "";

    /// <summary>How it sent.</summary>
    public string Mode { get; init; } = "";

    /// <summary>Frames that the generator handed to the device: what was offered.</summary>
    public long Frames { get; init; }

    /// <summary>Frames that the device counted as sent; the rest did not fit the receiving end's ring, as on a network card.</summary>
    public long Sent { get; init; }

    /// <summary>Frames that the device did not take.</summary>
    public long Dropped => Frames - Sent;

    /// <summary>Bytes of the frames, without FCS.</summary>
    public long Bytes { get; init; }

    /// <summary>How long it sent.</summary>
    public double Seconds { get; init; }

    /// <summary>Frames sent per second.</summary>
    public double Pps => Seconds > 0 ? Sent / Seconds : 0;

    /// <summary>The rate that was asked for; null: as fast as possible.</summary>
    public double? AskedPps { get; init; }

    /// <summary>What part of the asked rate was reached.</summary>
    public double? Achieved => AskedPps is { } rate ? Pps / rate : null;

    /// <summary>CPU time of the sending thread, softirqs that ran in it included.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>The same for each frame.</summary>
    public double CpuNanosecondsPerFrame { get; init; }

    /// <summary>Time by which a paced run fell behind for good.</summary>
    public double ForgottenSeconds { get; init; }

    /// <summary>CPU time that a paced run spun away until the next frames were due.</summary>
    public double WaitedSeconds { get; init; }

    /// <summary>The report of a run.</summary>
    /// <param name="device">The device that sent.</param>
    /// <param name="mode">How it sent.</param>
    /// <param name="result">What the generator did.</param>
    /// <param name="sent">Frames that the device counted as sent.</param>
    /// <param name="asked">Frames per second that were asked for; null: as fast as possible.</param>
    public static GeneratorReport Of(string device, string mode, GeneratorResult result, long sent, double? asked)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new GeneratorReport
        {
            Device = device,
            Mode = mode,
            Frames = result.Frames,
            Sent = sent,
            Bytes = result.Bytes,
            Seconds = result.Elapsed.TotalSeconds,
            AskedPps = asked,
            CpuSeconds = result.Cpu.TotalSeconds,
            CpuNanosecondsPerFrame = result.Frames > 0 ? result.Cpu.TotalNanoseconds / result.Frames : 0,
            ForgottenSeconds = result.Forgotten.TotalSeconds,
            WaitedSeconds = result.Waited.TotalSeconds,
        };
    }
}
