using System.Runtime.InteropServices;

namespace Falcon.Vxlan;

/// <summary>
/// A counter that many threads write, with cache lines of its own: 128 bytes on either side, because the processor fetches lines in pairs.
/// Otherwise every write would evict a line that all readers need.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct PaddedCounter
{
    [FieldOffset(128)]
    private long _value;

    internal long Value => Volatile.Read(ref _value);

    internal long Increment() => Interlocked.Increment(ref _value);

    internal void Subtract(long amount) => Interlocked.Add(ref _value, -amount);
}
