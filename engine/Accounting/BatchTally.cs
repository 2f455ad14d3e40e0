using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Falcon.Engine.Frames;

namespace Falcon.Engine.Accounting;

/// <summary>The load of each account in a batch. One worker's, reused for every batch.</summary>
/// <param name="accounts">The number of accounts.</param>
internal sealed class BatchTally(int accounts)
{
    /// <summary>The index of <see cref="Frame.Payer"/> among the 16 words of a frame.</summary>
    private const int PayerWord = 14;

    private readonly Load[] _loads = new Load[accounts];
    private readonly ushort[] _payers = new ushort[accounts];
    private int _count;

    /// <summary>The accounts in the batch, in the order of their first frames.</summary>
    public ReadOnlySpan<ushort> Payers => _payers.AsSpan(0, _count);

    /// <summary>The load of the whole batch.</summary>
    public Load Total { get; private set; }

    /// <summary>The load of an account's part.</summary>
    public ref readonly Load Of(ushort payer) => ref _loads[payer];

    /// <summary>
    /// Whether one account pays for all frames; there must be at least one. It compares each frame as one vector, without a branch or a
    /// shuffle per frame.
    /// </summary>
    public static bool HasOnePayer(ReadOnlySpan<Frame> frames)
    {
        ReadOnlySpan<Vector256<ushort>> words = MemoryMarshal.Cast<Frame, Vector256<ushort>>(frames);
        Vector256<ushort> first = words[0];
        Vector256<ushort> difference = default;
        foreach (Vector256<ushort> frame in words) difference |= frame ^ first;
        return difference[PayerWord] == 0;
    }

    /// <summary>Tallies a batch; forgets the previous one.</summary>
    public void Take(ReadOnlySpan<Frame> frames)
    {
        foreach (ushort payer in Payers) _loads[payer] = default;
        _count = 0;
        Total = default;
        for (int start = 0; start < frames.Length;)
        {
            ushort payer = frames[start].Payer;
            Load run = RunOf(frames[start..], payer);
            if (_loads[payer].Frames == 0) _payers[_count++] = payer;
            _loads[payer] += run;
            Total += run;
            start += run.Frames;
        }
    }

    /// <summary>The load of the frames at the start that have the same payer.</summary>
    private static Load RunOf(ReadOnlySpan<Frame> frames, ushort payer)
    {
        int count = 0;
        int joined = 0;
        int bytes = 0;
        foreach (ref readonly Frame frame in frames)
        {
            if (frame.Payer != payer) break;
            count++;
            bytes += frame.Length;
            if ((frame.Flags & FrameFlags.Joined) != 0) joined++;
        }

        return new Load(count, count - joined, bytes);
    }
}
