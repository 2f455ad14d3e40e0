using Falcon.Xsk.Programs;

namespace Falcon.Xsk.KernelPath;

/// <summary>
/// Waits until all BPF programs have ended that run at the time of the call, with what the kernel does for their frames at once. The
/// update of a map of maps does that (maybe_wait_bpf_programs in kernel/bpf/syscall.c, since Linux 4.20): it returns after an RCU grace
/// period, so that its caller may reuse what the old inner map was for. Any thread.
/// </summary>
internal sealed class GracePeriod : IDisposable
{
    private readonly BpfMap _inner = BpfMap.Create("path_nothing", BpfMapKind.Array, sizeof(int), sizeof(int), 1);
    private readonly BpfMap _outer;

    public GracePeriod()
    {
        try
        {
            _outer = BpfMap.CreateArrayOf("path_grace", _inner);
        }
        catch
        {
            _inner.Dispose();
            throw;
        }
    }

    public void Wait() => _outer.Update(0, _inner.Fd);

    public void Dispose()
    {
        _outer.Dispose();
        _inner.Dispose();
    }
}
