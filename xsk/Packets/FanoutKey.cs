using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Falcon.Xsk.Packets;

/// <summary>The secret of a fanout group (<c>key</c> of fanout.bpf.c), so that nobody can choose flows that share one socket.</summary>
[InlineArray(Words)]
internal struct FanoutKey
{
    private const int Words = 11;

#pragma warning disable IDE0044, IDE0051 // An inline array has one field, which the runtime repeats.
    private ulong _first;
#pragma warning restore IDE0044, IDE0051

    /// <summary>Makes a random key.</summary>
    public static FanoutKey Random()
    {
        FanoutKey key = default;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes((Span<ulong>)key));
        return key;
    }
}
