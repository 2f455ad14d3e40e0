namespace Falcon.Netns.Tests.Harness;

/// <summary>The python and shell scripts of the harness.</summary>
public static class Scripts
{
    public static string PathOf(string name) => Repository.PathOf("tests/netns/Harness/Scripts", name);
}
