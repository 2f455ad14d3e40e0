using System.Runtime.ExceptionServices;
using Falcon.Xsk.Threads;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>Runs a test on a thread that is bound to one CPU, for programs whose maps have an entry per CPU.</summary>
internal static class OneCpu
{
    public static void Run(Action<int> test)
    {
        ExceptionDispatchInfo? fault = null;
        var thread = new Thread(() =>
        {
            try
            {
                int cpu = ThreadAffinity.AllowedCpus()[0];
                ThreadAffinity.Pin(cpu);
                test(cpu);
            }
#pragma warning disable CA1031 // It is thrown again on the test's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                fault = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        fault?.Throw();
    }
}
