namespace Falcon.Engine.Events;

/// <summary>The engine cannot start or continue. The message names the object at fault and says what would be right.</summary>
public sealed class DataplaneException : Exception
{
    /// <summary>Creates it with a message for the operator.</summary>
    public DataplaneException(string message) : base(message) { }

    /// <summary>Creates it with a message for the operator and its cause.</summary>
    public DataplaneException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Creates it without a message.</summary>
    public DataplaneException() { }
}
