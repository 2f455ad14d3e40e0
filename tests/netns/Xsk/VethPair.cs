using Falcon.Netns.Tests.Harness;

namespace Falcon.Netns.Tests.Xsk;

/// <summary>
/// Two new network namespaces, joined by a veth pair with two queues: 10.9.0.1 on v0 in the first, 10.9.0.2 on v1 in the second.
/// </summary>
internal sealed class VethPair : IDisposable
{
    private const string Queues = "numrxqueues 2 numtxqueues 2";

    private readonly NamedNamespace[] _sides = [new(), new()];

    public VethPair()
    {
        try
        {
            // IPv6 would send announcements, frames that no test sent.
            foreach (NamedNamespace side in _sides) side.Handle.DisableIpv6();
            _sides[0].Ip($"link add v0 {Queues} type veth peer name v1 netns {_sides[1].Name} {Queues}");
            for (int side = 0; side < 2; side++)
            {
                _sides[side].Ip($"addr add 10.9.0.{side + 1}/24 dev v{side}");
                _sides[side].Ip($"link set v{side} up");
                IfIndex[side] = _sides[side].Netlink.FindLink($"v{side}")!.IfIndex;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Device indices of v0 and v1, each in its own namespace.</summary>
    public int[] IfIndex { get; } = new int[2];

    /// <summary>The name of the namespace of v0 (0) or v1 (1).</summary>
    public string Namespace(int side) => _sides[side].Name;

    /// <summary>Runs on a thread in the namespace of v0 (0) or v1 (1).</summary>
    public T Run<T>(int side, Func<T> action) => _sides[side].Handle.Run(action);

    /// <summary>Runs a command line in a namespace; its words are separated by spaces.</summary>
    public CommandResult Execute(int side, string command)
    {
        string[] words = command.Split(' ');
        return new Command(words[0], words[1..]).In(Namespace(side)).Run();
    }

    public void Dispose()
    {
        foreach (NamedNamespace side in _sides) side.Dispose();
    }
}
