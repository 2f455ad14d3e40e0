using Falcon.Xsk.Links;


namespace Falcon.Netns.Tests.Harness;

/// <summary>A network namespace under /run/netns that is removed with the test.</summary>
public sealed class NamedNamespace : IDisposable
{
    private static int s_count;
    private bool _deleted;

    public NamedNamespace()
    {
        Name = $"falcon-link-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}";
        new Command("ip", ["netns", "add", Name]).Run().Succeeds();
        Handle = NetworkNamespace.Open(Name);
        Netlink = Handle.Run(RtNetlink.Open);
    }

    public string Name { get; }

    public NetworkNamespace Handle { get; }

    public RtNetlink Netlink { get; }

    /// <summary>Runs ip(8) inside.</summary>
    public void Ip(string arguments) => new Command("ip", ["-n", Name, .. arguments.Split(' ')]).Run().Succeeds();

    /// <summary>Removes the namespace with everything in it; no handle of ours keeps it alive.</summary>
    public void Delete()
    {
        if (_deleted)
            return;
        _deleted = true;
        Netlink.Dispose();
        Handle.Dispose();
        new Command("ip", ["netns", "del", Name]).Run().Succeeds();
    }

    public void Dispose() => Delete();
}
