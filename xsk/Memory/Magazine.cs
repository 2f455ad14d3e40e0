using System.Runtime.CompilerServices;

namespace Falcon.Xsk.Memory;

/// <summary>
/// A stack of up to 64 free chunks. Chunks change hands a magazine at a time, so that the pool's lock is taken once per 64 frames (Bonwick
/// and Adams, "Magazines and Vmem", USENIX ATC 2001).
/// </summary>
internal sealed class Magazine
{
    public const int Capacity = 64;

    /// <summary>How many of <see cref="Chunks"/> are in use, from the start.</summary>
    public int Count;

    public ChunkArray Chunks;

    // The end is padding: it keeps the count of the next magazine, which another worker may own, off the cache lines of our chunks.
    [InlineArray(Capacity + 32)]
    public struct ChunkArray
    {
        private uint _first;
    }
}
