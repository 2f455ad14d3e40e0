using System.Runtime.InteropServices;

namespace Falcon.Vxlan;

/// <summary>
/// A lock around adding, moving and removing entries. A learner waits only briefly: the next frame teaches what it could not learn now.
/// Padded with 128 bytes on either side, because the processor fetches cache lines in pairs.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FdbGate
{
    /// <summary>Spins: about a microsecond. Longer than changing an entry takes, shorter than a worker's turn.</summary>
    private const int Patience = 32;

    [FieldOffset(128)]
    private int _busy;

    /// <summary>Enters. False when another thread stays inside for longer than a learner waits.</summary>
    internal bool TryEnter()
    {
        for (int n = 0; n < Patience; n++)
        {
            if (Volatile.Read(ref _busy) == 0 && Interlocked.CompareExchange(ref _busy, 1, 0) == 0) return true;
            Thread.SpinWait(1);
        }

        return false;
    }

    /// <summary>Enters, however long it takes. For control threads.</summary>
    internal void Enter()
    {
        for (SpinWait wait = default; !TryEnter();) wait.SpinOnce();
    }

    internal void Exit() => Volatile.Write(ref _busy, 0);
}
