using Falcon.Xsk.Sockets;


namespace Falcon.Engine.Lanes;

/// <summary>The names of bind modes for operators.</summary>
internal static class ModeName
{
    public static string Of(XskBindMode mode) => mode switch
    {
        XskBindMode.ZeroCopy => "zero-copy",
        XskBindMode.Copy => "copy",
        _ => "skb",
    };
}
