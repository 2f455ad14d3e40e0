namespace Falcon.Pktgen;

/// <summary>What happened to the datagrams of one flow, or of all.</summary>
/// <param name="Flows">Flows that were heard.</param>
/// <param name="Received">Datagrams that came, all of them.</param>
/// <param name="Lost">Sequence numbers below the highest one heard that never came.</param>
/// <param name="Duplicates">Datagrams whose sequence number had come before.</param>
/// <param name="Reordered">Datagrams that came for the first time, but after a higher sequence number (RFC 4737, section 3).</param>
/// <param name="Stale">Datagrams too far behind the highest number to tell whether they are late or doubled; they stay counted as
/// lost.</param>
public readonly record struct SequenceCounts(int Flows, long Received, long Lost, long Duplicates, long Reordered, long Stale)
{
    /// <summary>The sum of both.</summary>
    public static SequenceCounts operator +(SequenceCounts a, SequenceCounts b) => new(
        a.Flows + b.Flows, a.Received + b.Received, a.Lost + b.Lost, a.Duplicates + b.Duplicates, a.Reordered + b.Reordered,
        a.Stale + b.Stale);
}
