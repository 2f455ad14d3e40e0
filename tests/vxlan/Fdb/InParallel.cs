namespace Falcon.Vxlan.Tests.Fdb;

/// <summary>Runs threads that start together; an exception of any of them fails the test.</summary>
internal static class InParallel
{
    internal static void Run(int threads, Action<int> body)
    {
        List<Exception> failures = [];
        using Barrier start = new(threads);
        Thread[] all = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            try
            {
                body(thread);
            }
            catch (Exception failure)
            {
                lock (failures) failures.Add(failure);
            }
        }))];
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) thread.Join();
        if (failures.Count > 0) throw new AggregateException(failures);
    }
}
