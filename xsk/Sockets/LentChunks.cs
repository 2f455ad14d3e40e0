using System.Numerics;
using System.Runtime.CompilerServices;
using Falcon.Xsk.Memory;

namespace Falcon.Xsk.Sockets;

/// <summary>
/// Which chunks of a UMEM the kernel's side of a socket has, one bit each. The rings do not show it: a chunk that the kernel took from one
/// ring and has not yet put into the other is in neither. One thread.
/// </summary>
internal readonly struct LentChunks
{
    private readonly ulong[] _bits;
    private readonly int _chunkShift;

    public LentChunks(Umem umem)
    {
        _bits = new ulong[(umem.ChunkCount + 63) / 64];
        _chunkShift = BitOperations.Log2((uint)umem.ChunkSize);
    }

    /// <summary>Marks the chunk of this address as the kernel's. Ignores addresses outside the UMEM, as the kernel does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Lend(ulong address)
    {
        ulong chunk = address >> _chunkShift;
        ulong[] bits = _bits;
        if (chunk / 64 < (ulong)bits.Length)
            bits[chunk / 64] |= 1UL << (int)(chunk % 64);
    }

    /// <summary>Marks the chunk of this address as ours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TakeBack(ulong address)
    {
        ulong chunk = address >> _chunkShift;
        ulong[] bits = _bits;
        if (chunk / 64 < (ulong)bits.Length)
            bits[chunk / 64] &= ~(1UL << (int)(chunk % 64));
    }

    /// <summary>Returns all chunks of the kernel's side to a cache. Returns how many.</summary>
    public int ReturnAll(FrameCache frames)
    {
        int count = 0;
        for (int word = 0; word < _bits.Length; word++)
        {
            for (ulong bits = _bits[word]; bits != 0; bits &= bits - 1, count++)
                frames.Return((uint)((word * 64) + BitOperations.TrailingZeroCount(bits)) << _chunkShift);
            _bits[word] = 0;
        }

        return count;
    }
}
