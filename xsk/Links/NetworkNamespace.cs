using System.Runtime.ExceptionServices;
using System.Text;
using Falcon.Xsk.Links.Netlink;
using Falcon.Xsk.Native;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace Falcon.Xsk.Links;

/// <summary>
/// A handle to a network namespace (network_namespaces(7)). The namespace lives at least as long as the handle. Thread-safe.
/// </summary>
/// <remarks>
/// A new thread inherits the namespace of the thread that starts it, and the runtime starts pool threads from any thread that queues
/// work. So an action given to <see cref="Run(Action)"/> may open sockets (they stay in the namespace) and read files, but must not start
/// a task, timer or thread. It must not use <see cref="System.Net.Sockets.Socket"/> either: the first one of the process starts a shared
/// thread, which would keep the namespace and its devices alive until the process ends.
/// </remarks>
public sealed class NetworkNamespace : IDisposable
{
    private const string NamedDirectory = "/run/netns";
    private const string OfCallingThread = "/proc/thread-self/ns/net";

    private readonly SafeFileHandle _handle;
    private readonly string _name;

    private NetworkNamespace(SafeFileHandle handle, string name)
    {
        _handle = handle;
        _name = name;
    }

    /// <summary>The descriptor, for setns(2) and <see cref="VethOptions.PeerNamespaceFd"/>.</summary>
    public int Fd => _handle.Number();

    /// <summary>Opens an existing namespace.</summary>
    /// <param name="spec">A name under /run/netns as <c>ip netns</c> makes it, an absolute path, or <c>pid:1234</c>.</param>
    /// <exception cref="NetworkNamespaceException">It does not exist, is not a network namespace, or may not be opened.</exception>
    public static NetworkNamespace Open(string spec)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(spec);
        string path = ToPath(spec);
        SafeFileHandle handle = OpenHandle(path, spec);
        if (IsNetworkNamespace(handle))
            return new NetworkNamespace(handle, spec);
        handle.Dispose();
        throw new NetworkNamespaceException($"network namespace '{spec}': {path} is not a network namespace");
    }

    /// <summary>The calling thread's namespace.</summary>
    public static NetworkNamespace Current() => new(OpenHandle(OfCallingThread, "current"), "current");

    /// <summary>
    /// Creates a namespace without a name, empty except for a loopback device that is down. It and its devices disappear when the last
    /// handle and the last socket inside are closed, and when the process ends, even by a crash.
    /// </summary>
    /// <exception cref="NetworkNamespaceException">CAP_SYS_ADMIN is missing.</exception>
    public static NetworkNamespace CreateAnonymous() => OnFreshThread(() =>
    {
        if (LibC.unshare(LibC.CLONE_NEWNET) != 0)
            throw Failure("create a network namespace (needs CAP_SYS_ADMIN)", Errno.Last);
        return new NetworkNamespace(OpenHandle(OfCallingThread, "anonymous"), "anonymous");
    });

    /// <summary>
    /// Runs an action inside the namespace, on a new thread that ends with it, and waits. Exceptions of the action pass through unwrapped.
    /// </summary>
    /// <exception cref="NetworkNamespaceException">The namespace may not be entered: CAP_SYS_ADMIN is missing.</exception>
    public T Run<T>(Func<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        int fd = Fd;
        return OnFreshThread(() =>
        {
            if (LibC.setns(fd, LibC.CLONE_NEWNET) != 0)
                throw Failure($"enter network namespace '{_name}' (needs CAP_SYS_ADMIN)", Errno.Last);
            return action();
        });
    }

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public void Run(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Run(() =>
        {
            action();
            return 0;
        });
    }

    /// <summary>
    /// Disables IPv6 for all devices of the namespace, present and future, so that the kernel there sends no neighbour discovery or router
    /// solicitation. Does nothing on a kernel without IPv6.
    /// </summary>
    public void DisableIpv6() => Run(() =>
    {
        foreach (string scope in (string[])["all", "default"])
        {
            string path = $"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6";
            if (File.Exists(path))
                File.WriteAllText(path, "1");
        }
    });

    /// <summary>
    /// The number that identifies the namespace while the kernel runs (SO_NETNS_COOKIE, asm-generic/socket.h); 0 before Linux 5.14.
    /// </summary>
    public ulong ReadCookie() => Run(() =>
    {
        using var socket = NetlinkSocket.Open();
        return socket.ReadNamespaceCookie();
    });

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <inheritdoc/>
    public override string ToString() => _name;

    private static T OnFreshThread<T>(Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = action();
            }
#pragma warning disable CA1031 // Not swallowed: it passes to the caller's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        { Name = "netns", IsBackground = true };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }

    /// <summary>
    /// Whether a namespace is given by a process. When the process ends, its number may pass to a process in another namespace.
    /// </summary>
    public static bool IsOfProcess(string spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.StartsWith("pid:", StringComparison.Ordinal) || spec.StartsWith("/proc/", StringComparison.Ordinal);
    }

    private static string ToPath(string spec)
    {
        if (spec.StartsWith("pid:", StringComparison.Ordinal))
        {
            if (int.TryParse(spec.AsSpan(4), out int pid) && pid > 0)
                return $"/proc/{pid}/ns/net";
            throw new NetworkNamespaceException(
                $"network namespace '{spec}': what follows pid: is the number of a process, such as pid:1234");
        }
        if (spec.StartsWith('/'))
            return spec;
        if (spec.Contains('/', StringComparison.Ordinal) || spec is "." or "..")
        {
            throw new NetworkNamespaceException(
                $"network namespace '{spec}': give a name under {NamedDirectory}, an absolute path, or pid:1234");
        }

        return $"{NamedDirectory}/{spec}";
    }

    private static unsafe SafeFileHandle OpenHandle(string path, string spec)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            int fd = LibC.open(name, LibC.O_RDONLY | LibC.O_CLOEXEC);
            return fd >= 0
                ? new SafeFileHandle(fd, ownsHandle: true)
                : throw Failure($"open network namespace '{spec}' ({path})", Errno.Last);
        }
    }

    private static bool IsNetworkNamespace(SafeFileHandle handle) =>
        LibC.ioctl(handle.Number(), LibcExtra.NS_GET_NSTYPE) == LibC.CLONE_NEWNET;

    private static NetworkNamespaceException Failure(string attempt, int errno) => new($"{attempt}: {Errno.Describe(errno)}", errno);
}
