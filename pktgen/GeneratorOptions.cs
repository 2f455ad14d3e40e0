namespace Falcon.Pktgen;

/// <summary>
/// What a generator sends, where and how fast. It ends after <see cref="Count"/> or <see cref="Duration"/>, whichever is first.
/// </summary>
public sealed record GeneratorOptions
{
    /// <summary>Bulk at full speed: what the kernel hands to a device at once.</summary>
    private const int FullSpeedBulk = 16;

    /// <summary>The device that sends, in the network namespace of the thread that opens the generator.</summary>
    public required int IfIndex { get; init; }

    /// <summary>The frames.</summary>
    public required FrameTemplate Template { get; init; }

    /// <summary>Number of flows, 1 to 64,512: each has a UDP source port.</summary>
    public int Flows { get; init; } = 1;

    /// <summary>Frames of one flow in a row.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>Frames per second, evenly paced; null: as fast as possible.</summary>
    public double? Rate { get; init; }

    /// <summary>Frames to send; null: no limit.</summary>
    public long? Count { get; init; }

    /// <summary>How long to send; null: no limit.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Frames that the kernel runs together at full speed, 16 to 256.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Frames that share one reading of the clock.</summary>
    internal int Bulk => Rate is { } rate ? RateSchedule.BulkFrames(rate) : FullSpeedBulk;

    /// <summary>Frames after which it ends. A paced run is over when it has sent what its duration holds.</summary>
    internal ulong Limit
    {
        get
        {
            ulong limit = (ulong?)Count ?? ulong.MaxValue;
            return Rate is { } rate && Duration is { } duration ? Math.Min(limit, (ulong)Math.Round(rate * duration.TotalSeconds)) : limit;
        }
    }

    /// <summary>Nanoseconds after the first frame at which it ends. A paced run that is late gets a tenth more to catch up.</summary>
    internal ulong Nanoseconds => Duration is { } duration ? (ulong)(duration.TotalNanoseconds * (Rate is null ? 1 : 1.1)) : ulong.MaxValue;
}
