using System.Globalization;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;

namespace Falcon.Control.Cgroups;

/// <summary>Finds the cgroup of a container from the processes in its network namespace (cgroups(7), proc(5)).</summary>
internal static class CgroupFinder
{
    /// <summary>The value of a port's <c>cgroup</c> that makes Falcon find the cgroup.</summary>
    public const string Auto = "auto";

    /// <summary>
    /// The deepest cgroup with a CPU controller that contains all processes of the namespace. It and its children must not contain
    /// processes of other namespaces: a cgroup that several containers share belongs to none of them. One stray process of a container is
    /// enough to make a shared parent the deepest one.
    /// </summary>
    /// <param name="netns">The container's namespace, as in the port's options.</param>
    /// <exception cref="CgroupException">There is no process, or no cgroup of the container alone.</exception>
    public static Cgroup Find(string netns)
    {
        try
        {
            return new Cgroup(Root() + Own(netns, Processes(IdentityOf(netns))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CgroupException($"the processes in network namespace '{netns}' cannot be listed: {e.Message}", e);
        }
    }

    /// <summary>The path of a container's own cgroup.</summary>
    /// <param name="netns">The container's namespace, for messages.</param>
    /// <param name="processes">The cgroups of all processes of the host, and whether each is in the namespace.</param>
    /// <exception cref="CgroupException">There is no process, or no cgroup of the container alone.</exception>
    internal static string Own(string netns, IEnumerable<(string Path, bool Inside)> processes)
    {
        ILookup<bool, string> paths = processes.ToLookup(process => process.Inside, process => process.Path);
        if (!paths[true].Any()) throw new CgroupException($"no process runs in network namespace '{netns}' yet");
        string common = paths[true].Aggregate(CommonParent);
        if (common == "/")
        {
            throw new CgroupException(
                $"the processes in network namespace '{netns}' have no cgroup of their own; put them into one, or name a path");
        }

        if (paths[false].FirstOrDefault(path => CommonParent(path, common) == common) is not { } other) return common;
        string why = $"cgroup {common} is not used by network namespace '{netns}' alone";
        throw new CgroupException($"{why}: processes of other namespaces are in {other}; name a path");
    }

    /// <summary>The deepest path that contains both.</summary>
    internal static string CommonParent(string one, string other)
    {
        string[] ones = one.Split('/'), others = other.Split('/');
        int common = ones.Zip(others).TakeWhile(pair => pair.First == pair.Second).Count();
        return common <= 1 ? "/" : string.Join('/', ones[..common]);
    }

    /// <summary>A process's path in the hierarchy with the CPU controller: version 1 if it is mounted, otherwise version 2.</summary>
    internal static string? CpuPath(IEnumerable<string> lines)
    {
        string? unified = null;
        foreach (string line in lines)
        {
            string[] fields = line.Split(':', 3); // hierarchy:controllers:path
            if (fields.Length < 3) continue;
            if (fields[1].Split(',').Contains("cpu")) return fields[2];
            if (fields[1].Length == 0) unified = fields[2];
        }

        return unified;
    }

    /// <summary>The mount point of that hierarchy.</summary>
    internal static string? CpuMount(IEnumerable<string> mounts)
    {
        string? unified = null;
        foreach (string line in mounts)
        {
            string[] fields = line.Split(' '); // device, mount point, type, options: proc_mounts(5)
            if (fields.Length < 4) continue;
            if (fields[2] == "cgroup" && fields[3].Split(',').Contains("cpu")) return fields[1];
            if (fields[2] == "cgroup2") unified ??= fields[1];
        }

        return unified;
    }

    private static string Root() =>
        CpuMount(File.ReadLines("/proc/self/mounts"))
        ?? throw new CgroupException("no cgroup hierarchy with the cpu controller is mounted");

    private static IEnumerable<(string Path, bool Inside)> Processes(string? netns)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && pid != Environment.ProcessId && TargetOf($"{directory}/ns/net") is { } target && CpuPath(pid) is { } path)
            {
                yield return (path, target == netns);
            }
        }
    }

    private static string? IdentityOf(string netns)
    {
        try
        {
            using var container = NetworkNamespace.Open(netns);
            return container.Run(() => TargetOf("/proc/thread-self/ns/net")); // a file under /run/netns does not show the number
        }
        catch (XskException e)
        {
            throw new CgroupException(e.Message, e);
        }
    }

    /// <summary>A link's target, such as net:[4026531840]; null for a process that has ended.</summary>
    private static string? TargetOf(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? CpuPath(int pid)
    {
        try
        {
            return CpuPath(File.ReadAllLines($"/proc/{pid}/cgroup"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // it has ended
        }
    }
}
