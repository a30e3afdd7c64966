"""Primes for the DKIM keys of added domains: public, worthless outside this emulator, and found beforehand.

Making a key by search would cost half a second; a product of two of these is a key of full length at once.
"""

PRIMES: dict[int, tuple[str, ...]] = {
    512: (
        "0NntSFZMyzh2bPfPSPSdRdnrmhKTKZ6K49nZRZ0LDtMvJoAyQYaU93Tsz8ClkXPe0UuPcFnu0E2DT6t1O08/UQ==",
        "zcJvaMGPcAfUi9J7mcAL8iNaxU7bPTIZRO/phhRGROa99TmRRAHzlciuw86xFh+OV8HE2FT5+IALPof2XTpJLQ==",
        "8uuvRTPidJrNHJnsIEwaQWkHR9ZW5wbdi6l8ABFYLttZoEbRLlKQ4EIQ8AWtpmfSble+ilhpV6FYWDfHbFVFpQ==",
        "wUf1oUq81dQDK4kVhZ0rw0no2/IGYvli+jie/uF5exYuKyeEbdiSaVHYAmxXRXVkWZ+haD00ZsFprE7iT6k1EQ==",
        "2kfGXlPUXSARLfqbj/0eLOjHVneu383/S2Z6s6AvlEHz3wKiKmPY/WyMHJGVAnwQ0IRqxmiuedc/R4rdwI7BHQ==",
        "3wyGlOTbK320aqwMfgpb5O0U/RHR1wiHrAZHO4VokImMj9C5Hx6eGaC+hooZoDMwOAJv53pN1HwxPdv5gSTp+Q==",
        "5YJ1julPtkJcUw/i55YbrWKPCXcyc+EExzFh1gswJNHTRHaHS7Q0PU3jbXxzaCO51yprsviWTorEd2dmFgjYbQ==",
        "/si0Mb3njwLDmWER1d3/TKCy6P/Fj83D00byahRHlG5gec+EAGuP84bTTGv/A/PMKtxwxBpFPoYzggf1pwb2zQ==",
        "0A8N8fRRp0rR/iyjhqhblhV/csBPWxD5K/YWuWTLaQluM4fyoSZn7+oV/Wmcg9ZXEA8X76sf5W2Jw+8QoIdgGw==",
        "+SxeY3P7KhT3GOL5SIh8n8A5mq8VTvfhCwuap+l/zFFVygsuHZ59bT9dxWoaes+mIse50ISEsqIq0HQxSFDlzw==",
        "4epQ5FzvPvVrQ8Hj0mHu7AVpkR0JA3iVxOY5pUXrL62nkGAsvcyGVrEriJzuq8H0sPMyRyWYnZjgtVz7/PMzew==",
        "01KyOnm8LU/b676RQnagPEOe0mkE3uvqVZk5jxKxtIXjsHecxhVPvYK2RDoyM0DYEHRSUlg8BjiGDRRQ7u/x0w==",
        "zfNog/iZx62knpWrMZDu0NV5eGs+ZSlc3v0AHZEG2eCxKncJrKtTEF1Lgven3yPn4RVIalqoj3lTgsVZ2hjlGQ==",
        "3BtYZz+nqi/UD+yJEDYooyFdVj8+StJ4vZL1sE0THXrVeyap5GYB6p7Ak0B95Sr7z+V+7laEFrlnl+jF94iRtw==",
        "5XkpzyPHZ3Y19wPXvlYlFxT1nEkXRx2Aqx5DqtEWb+s9ZnGRPDwWLZeObqTGcS/aCyITfYRGelFRdqWqzmtUqw==",
        "0aXbNgsMil05gaTk6eBE0aMcP26BZflrnxN3GT0WqqY3+YjwUnildEuOjJaF6Gq62yEla+gqx42SRWwa+Z9+sw==",
    ),
    1024: (
        "yhprBirXbB2HEKsA8pYyFL9iikFz9/0NZ4aRsB07QKhZ+QXzyrgj+acyLSLGtyPDzHxcWeP4KSYWRGqkhk7OCAIE3xcSxKwEAxPm"
        "7YmvEtZYPYZrMIkTkiwRSAarHgRU12gyoqHBBNn1rMkC8IlywaAVe8dGXRGz3KzviFO3i90=",
        "4YLXsJKFab7X8KXljceqSHVJLKUMvO+JDJlJ98E5PZz2TEdFXShVzBQB7RbVnsqf0AwFV/fPOhsQ4ORjjOp8QQ0SqAVDkwu/fIpc"
        "AiIOlQB9Am3yMIj+ivN175lf3zDC+zmqzonnvXeg+nSdYgGGKMdPZ12CLMI4pjXKZPcoPrM=",
        "zQp/SkzDQpSa9ILl+DEXq+LBm8jqoleif5S+Csiu38COTWyNeQZ2WtfefR6SPvwDdTfNcjs8XeerDu/QzH+/tyZFUPbNwGQJkYoE"
        "etj9jP/ufAOAkYv4Ga7GnyuGL4PSxXix9slWWxqZ0e85RyvKA2frqJV5Ffi0eF+9MBLv6L8=",
        "4vqwIOn6ZMWoTz8IWkpvO241CAijXA4mWuw+Les7ZWlOuYnaoULbkxL7VPxBzmOXRpwsrUpvOWilNIXOEET7pnpoDTSF5dv0boEE"
        "k478hdjJ06eTxQY890quXmVq9FuNXuG0qZdDmfWOW8Esn9tvLViAyGhckxkeBHvZ9qfLzW0=",
        "1BUEOMo38sfNQKKYOFfvDHEmDFTDdMtPbphIohLIp9fUNzaRJGXwRi1gvE3vNHIWbwvNCzGmy+oENeaIbpk+DLEt45I+juXJwCYI"
        "qpo/S4IGpDV6/FmiCOFeTXoRYivUuBO7kbSTuc6HJdPDYS05n+Ai5NH6lmCKCB5G1/l0/f8=",
        "0R8DzLxmwLwA66xau3hTzCzpN0zSpquMsX5IAeT0bWWIi7Nb9hntB5kH20o4E2lJtHjnccf36vbR+x6o+n15/MrNpyYDMnlscWmU"
        "44pwXnC1ZTaoXfJQAcYqNNOa+wRSNAVQKMnLxmiBBLxcZ7tdtROgxSRKYe7pYlZSsG1MDmU=",
        "z4o4Vy1ga6tVOEPGA40lehkdYppj+5jSPzTNuAP8Dkr1btEB80MOZJCjmDVllgW6RLMniqRwxIuXpmV574ZEIPL6TrYGq3iQKaBa"
        "eJRyPwoNtXJr2sbqGNSPusycpXoqYFXlWInWBYyrCixEUNQ4I2z8nDcQq99n3fxzYjErWJM=",
        "xuunQhG8jjIy9jRbKmUtz46ibjDumT/i4vi0wJzpT8FR4C5eutgoqnwga64sgX2WmI2KTF9MLTBVVK+z/6Ygjoz0japVlvnvl689"
        "+yZDSBNLzptv6KU7SEj7C+h1J2S7MUDY8YT6WmD63EltTtX/Coruf3lQ1CMRdjGorkt2PyU=",
        "xjDkY5NpZ8pG0rJM/9V5UVHe9CaRNwuLrhJI68beQZJpDT4VITnHUMRhLNGZdOwXfE9GosaGNVtqpJKjM21bsWatGLMWT716HEkx"
        "gQZ3NTiGKtmK3v2PAWXsHmgyhlAZ0gkm0+g3dsvEyNrLHuFzURKHeDaMp17PQd0H+EoBApE=",
        "7ILVKyNfCFF3eUG1H55lWgBtxvNxMpmd3sen79aAcbcMg/B//NdBbUfGEc4631D7gl4nHxRVNVT+IaQKEsFM7cSi1q3bZ1z5V2VU"
        "FaNZA0ShvmuT6qR8TV2V0Oyowm+xmnEugOJU6HaYDzWuzEE/jUMM9A55RQ78XQDudPjzpEc=",
        "7KtMWiECYBjz/LLq+II7jGsG8IgXcrbd/wBUkHP0Q5Vr20phUaWo3XyMyhOYj/yrRqRmd299F5DTIWMVOkpHv9VaBOtFzoXDiYVY"
        "UQzbGUV+JZ73F3vWTt3uK4h2rP4XxOWKeBp/8HrbBZ8QrsZL3qb5BVLqb+MvG9Cq69A26QU=",
        "8mf06A7qn8nMnRKRJM7yvVsSYq5T5mEUOrzTRGCSu84xo6maoEAx+KsPwvHhag2aw4IxzixgfnW4KJAICevhb83+orQQp8ZdVNv0"
        "cLUWXSpn913FJIsr+mxMW6VdwYZyTCf1yVTaIiK5q9efEj3QJigLt1m9hjGVA/Q1oucHlV8=",
        "y/7qnrwNiGfsQ2Bpbk1n6K8yGXBcLkiJpEU014jv4ypWey/PkqFVrD5THPRbqAQKbmgn/7/lYRZGwPmymsLTIfoiMyeC9XdogVSc"
        "rpCsKG98rm5VVmXpTBJAFgQxEJwM43HCODM2cwzbd2edokBX2keaEto/m3gx9r/W0sc1W30=",
        "2tix42TrmQKY6ZTU3J/FbUQJVxjB6w2YF1IweIWWXE0MkU6xlAAiPFw8oCy8q/h/XNRSjHWyyL1VuGehY1/GtX1Rx9Zmkl+/uqTD"
        "N2iHqDX/y5fC6AZJaOpCKBo5kozn569pGWn8MH9FsxI92Dho52lwPdz078YwMqd6iLgznpE=",
        "+rIOIEtlqoJwo9BtU8jcGFbwCZmUvLvJtr3byWPoQp/QnIAtCXT4p6hdQ24tJ3BLJVYbfyHLNaBeK2XVSvPs6mH0O76SKiul05N9"
        "qcX835AKiUq7h/znRu9LEhjHrpGHBrd3BBO3WrUU9Xn+Ov8T9+inQqPQKoNg0rlJCB3Wdr0=",
        "9ffM31OylplueVkEru/dZ80l3DVxmeEEg4v5zvHYrNjXMtNf2kV0aXVCrjE3YMOBnknLjSVVoxKA+DqBd79BhV8f/duYzUNW0sLD"
        "JfJ3oOKgTITpVSKpIlfpKBpUay5Qk2SRZjss6E5X10HojCRX1/9lApTvHlT1LmQYXvMDr+U=",
    ),
}
