using System.Numerics;
using System.Runtime.CompilerServices;

namespace Falcon.Xsk;

/// <summary>
/// Which chunks of a UMEM a socket's kernel side has, a bit each. The rings cannot tell: what the kernel took out of one and has not put
/// into the other is in neither. Of one thread.
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

    /// <summary>The chunk of this address is the kernel's. Addresses outside the UMEM are ignored, as the kernel does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Lend(ulong address)
    {
        ulong chunk = address >> _chunkShift;
        ulong[] bits = _bits;
        if (chunk / 64 < (ulong)bits.Length)
            bits[chunk / 64] |= 1UL << (int)(chunk % 64);
    }

    /// <summary>The chunk of this address is ours again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TakeBack(ulong address)
    {
        ulong chunk = address >> _chunkShift;
        ulong[] bits = _bits;
        if (chunk / 64 < (ulong)bits.Length)
            bits[chunk / 64] &= ~(1UL << (int)(chunk % 64));
    }

    /// <summary>Returns all that are lent; how many.</summary>
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
