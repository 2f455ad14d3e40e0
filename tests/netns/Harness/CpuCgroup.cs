using System.Globalization;

namespace Falcon.Netns.Tests.Harness;

/// <summary>A real cgroup with a CPU limit, of the version that this machine has; removed when disposed.</summary>
public sealed class CpuCgroup : IDisposable
{
    private const long Period = 100_000;
    private const string Root = "/sys/fs/cgroup";

    private static int s_count;

    private readonly string _file;

    /// <summary>Makes the cgroup; skips the test if there is no CPU controller.</summary>
    public CpuCgroup(long quota)
    {
        bool unified = File.Exists($"{Root}/cgroup.controllers");
        string root = unified ? Root : $"{Root}/cpu";
        if (!Directory.Exists(root)) Assert.Skip("no cgroup hierarchy with the cpu controller is mounted");
        Path = $"{root}/falcon-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}";
        Directory.CreateDirectory(Path);
        _file = System.IO.Path.Combine(Path, unified ? "cpu.max" : "cpu.cfs_quota_us");
        if (unified && !File.Exists(_file)) Skip();
        Quota = quota;
    }

    public string Path { get; }

    /// <summary>The quota in microseconds per 100 ms.</summary>
    public long Quota
    {
        get => long.Parse(File.ReadAllText(_file).Split(' ')[0], CultureInfo.InvariantCulture);
        set => File.WriteAllText(_file, _file.EndsWith("max", StringComparison.Ordinal) ? $"{value} {Period}" : $"{value}");
    }

    public void Add(int pid) => File.WriteAllText(System.IO.Path.Combine(Path, "cgroup.procs"), $"{pid}");

    /// <summary>Removes the cgroup; its processes may need a moment to end.</summary>
    public void Dispose() => Eventually.True(TryRemove, () => $"{Path} cannot be removed");

    private void Skip()
    {
        Dispose();
        Assert.Skip("the cpu controller is not enabled in the root cgroup");
    }

    private bool TryRemove()
    {
        try
        {
            if (Directory.Exists(Path)) Directory.Delete(Path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
