namespace Falcon.Api;

/// <summary>The admin socket cannot be opened or reached; the message is one line for the operator.</summary>
public sealed class AdminException : Exception
{
    /// <summary>Creates it with a message for the operator.</summary>
    public AdminException(string message) : base(message) { }

    /// <summary>Creates it with a message for the operator and its cause.</summary>
    public AdminException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates it without a message.</summary>
    public AdminException() { }
}
