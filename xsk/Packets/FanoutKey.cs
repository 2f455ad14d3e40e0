using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Falcon.Xsk;

/// <summary>
/// The secret of a fanout group, without which nobody can choose flows that meet in one socket: <c>key</c> of fanout.bpf.c.
/// </summary>
[InlineArray(Words)]
internal struct FanoutKey
{
    private const int Words = 11;

#pragma warning disable IDE0044, IDE0051 // The runtime repeats the one field.
    private ulong _first;
#pragma warning restore IDE0044, IDE0051

    /// <summary>A new one.</summary>
    public static FanoutKey Random()
    {
        FanoutKey key = default;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes((Span<ulong>)key));
        return key;
    }
}
