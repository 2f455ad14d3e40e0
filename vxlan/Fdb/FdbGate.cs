using System.Runtime.InteropServices;

namespace Falcon.Vxlan;

/// <summary>
/// Lets one thread at a time change which entries there are. A learner does not wait for long: what it cannot learn now, the next frame
/// teaches. 128 bytes on either side, because the processor fetches cache lines in pairs.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FdbGate
{
    /// <summary>About a microsecond: longer than an entry takes, shorter than a turn.</summary>
    private const int Patience = 32;

    [FieldOffset(128)]
    private int _busy;

    /// <summary>Enters, unless another thread stays in for longer than a learner waits.</summary>
    internal bool TryEnter()
    {
        for (int n = 0; n < Patience; n++)
        {
            if (Volatile.Read(ref _busy) == 0 && Interlocked.CompareExchange(ref _busy, 1, 0) == 0) return true;
            Thread.SpinWait(1);
        }

        return false;
    }

    /// <summary>Enters; for control threads.</summary>
    internal void Enter()
    {
        for (SpinWait wait = default; !TryEnter();) wait.SpinOnce();
    }

    internal void Exit() => Volatile.Write(ref _busy, 0);
}
